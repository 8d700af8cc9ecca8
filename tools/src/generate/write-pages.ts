import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Options {
  /** Write nothing; fail and name each page that is not what it should be. */
  check: boolean;
  folder: string;
  /** What the pages are made from, for the sentence that says that they differ. */
  from: string;
}

/** Writes those of `pages` (path → text) that are not in `folder` as they should be, or only says so. */
export async function writePages(
  pages: Readonly<Record<string, string>>,
  { check, folder, from }: Options,
): Promise<void> {
  let changed = 0;
  for (const [name, text] of Object.entries(pages)) {
    const path = join(folder, name);
    const found = await readFile(path, 'utf8').catch(() => undefined);
    if (found === text) continue;
    changed += 1;
    if (check) console.error(`${(found === undefined ? 'missing' : 'differs').padEnd(8)}${path}`);
    else await Bun.write(path, text);
    if (!check) console.log(`wrote ${path}`);
  }
  if (check && changed) {
    console.error(`The pages differ from ${from}. Mend it with: bun run generate`);
    process.exitCode = 1;
  } else if (!changed) console.log('the pages are up to date');
}
