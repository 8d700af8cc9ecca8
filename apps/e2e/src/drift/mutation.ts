/** Service code, or a contract, made to disagree with the other side; and what must notice. */
export interface Mutation {
  /** In words. */
  readonly says: string;
  /** From the root of the workspace. */
  readonly file: string;
  /** What stands there once → what it becomes. */
  readonly edits: readonly (readonly [from: string, to: string])[];
  /** Generates everything anew afterwards, as who edits a contract does. */
  readonly generate?: true;
  readonly caughtBy: Catcher;
}

export type Catcher =
  | { readonly kind: 'compiler'; readonly project: string; readonly error: string }
  | { readonly kind: 'test'; readonly project: string; readonly file: string; readonly name: string }
  | { readonly kind: 'check'; readonly argv: readonly string[]; readonly error: string };

/** The type check of `project`, with an error that has this text. */
export const compiler = (project: string, error: string): Catcher => ({ kind: 'compiler', project, error });

/** One test of a file, by its name as it is printed: `the list > shows users`. */
export const testOf = (project: string, file: string, name: string): Catcher => ({ kind: 'test', project, file, name });

/** One generator of `bun run generate --check`, which must fail and name this file. */
export const freshness = (script: string, file: string): Catcher => ({
  kind: 'check',
  argv: [script, '--check'],
  error: file,
});
