/** Why something cannot be started: one sentence for people that also names the way out. No stack is shown for it. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
