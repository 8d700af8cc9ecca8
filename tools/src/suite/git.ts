import { runToEnd } from '../shop/run.ts';

/** What git answers in a folder; undefined when it refuses. */
export async function git(folder: string, ...words: string[]): Promise<string | undefined> {
  const { code, text } = await runToEnd({ argv: ['git', '-C', folder, ...words] });
  return code === 0 ? text.trim() : undefined;
}

/** The commit where HEAD left another one; undefined when there is none in common, or it is not here. */
export const leftAt = (folder: string, ref: string): Promise<string | undefined> =>
  git(folder, 'merge-base', '--', ref, 'HEAD');
