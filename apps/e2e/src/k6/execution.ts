/** `k6/execution`: who acts, and when. */
export default {
  vu: { idInTest: 1, iterationInInstance: 0 },
  scenario: { iterationInTest: 0 },
};
