/** A program of others that judges a file of ours which nothing here runs. */
export interface Validator {
  name: string;
  what: string;
  /** Gets the program where it is not here yet, and answers what it complains of: nothing when all is well. Throws `CannotStart` when it cannot be had. */
  run(): Promise<string>;
}
