// Where the article has it: `k6 run tests/k6/smoke.js`.
export { default, handleSummary, options } from '../../load/smoke.ts';
