import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runToEnd } from '../shop/run.ts';
import { insertionsFor } from './insertions.ts';
import type { Names } from './names.ts';
import { Refused } from './refused.ts';
import { renderTemplate } from './render.ts';

export interface Written {
  made: string[];
  changed: string[];
}

/**
 * Writes a new service into the workspace at `root`: its files from the template, and its name into the files that list
 * services. All is read and made in memory first: when it cannot be done, Refused says why and nothing is written.
 */
export async function writeService(root: string, names: Names): Promise<Written> {
  const made = renderTemplate(names);
  const changed = new Map<string, string>();
  for (const { path, edit } of insertionsFor(names)) {
    try {
      changed.set(path, edit(await readFile(join(root, path), 'utf8')));
    } catch (error) {
      throw new Refused(
        `${path} cannot be told of the new service, as ${(error as Error).message}. Nothing was written. Mend that file, or ` +
          `teach tools/src/new-service/insertions.ts how it looks now.`,
      );
    }
  }
  for (const [path, text] of [...made, ...changed]) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { made: [...made.keys()], changed: [...changed.keys()] };
}

/** Other names have other lengths, so lines break elsewhere. Throws when the formatter cannot read what was written. */
export async function formatService(root: string, { made, changed }: Written): Promise<void> {
  const paths = [...made, ...changed].filter((path) => /\.(ts|json)$/.test(path) && !path.includes('/migrations/'));
  const { code, text } = await runToEnd({ argv: [process.execPath, 'run', 'oxfmt', ...paths], cwd: root });
  if (code !== 0) throw new Error(`What was written could not be formatted:\n${text}`);
}
