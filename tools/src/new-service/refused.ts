/** A new service that cannot be made: its message is a sentence that says what to do instead. */
export class Refused extends Error {
  override name = 'Refused';
}
