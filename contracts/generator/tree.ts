import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What differs between a folder and what it should be: paths relative to it, sorted. */
export interface Drift {
  path: string;
  state: 'missing' | 'stale' | 'differs';
}

/** Compares two folders byte by byte; `stale` is a file that should not be there any more. */
export async function drift(actual: string, expected: string): Promise<Drift[]> {
  const [has, wants] = await Promise.all([files(actual), files(expected)]);
  const found: Drift[] = [];
  for (const path of [...new Set([...has, ...wants])].toSorted()) {
    if (!wants.has(path)) found.push({ path, state: 'stale' });
    else if (!has.has(path)) found.push({ path, state: 'missing' });
    else if (!(await same(join(actual, path), join(expected, path)))) found.push({ path, state: 'differs' });
  }
  return found;
}

/** Makes a folder equal to another, touching only what differs. */
export async function mend(actual: string, expected: string): Promise<Drift[]> {
  const found = await drift(actual, expected);
  for (const { path, state } of found) {
    if (state === 'stale') await rm(join(actual, path));
    else await Bun.write(join(actual, path), Bun.file(join(expected, path)));
  }
  return found;
}

async function files(folder: string): Promise<Set<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)),
  );
}

async function same(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([Bun.file(one).bytes(), Bun.file(other).bytes()]);
  return Buffer.from(a).equals(b);
}
