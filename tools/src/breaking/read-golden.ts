import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The golden files below a contracts folder: path from `golden/` → text. */
export async function readGolden(folder: string): Promise<Map<string, string>> {
  const golden = join(folder, 'golden');
  const paths = await readdir(golden, { recursive: true }).catch(() => []);
  const files = paths.filter((path) => path.endsWith('.json')).toSorted();
  const texts = await Promise.all(files.map((path) => Bun.file(join(golden, path)).text()));
  return new Map(files.map((path, index) => [path.replaceAll('\\', '/'), texts[index] ?? '']));
}
