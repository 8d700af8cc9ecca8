import { runToEnd } from '../shop/run.ts';

/** What git answers in a folder; undefined when it refuses. */
export async function git(folder: string, ...words: string[]): Promise<string | undefined> {
  const { code, text } = await runToEnd({ argv: ['git', '-C', folder, ...words] });
  return code === 0 ? text.trim() : undefined;
}
