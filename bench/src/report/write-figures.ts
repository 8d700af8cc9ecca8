import { join } from 'node:path';
import { fullTable, shortTable } from './markdown.ts';
import type { Row } from './row.ts';

const begin = '<!-- bench: written by `bun run bench --write` -->';
const end = '<!-- /bench -->';

/** Puts the figures into the marked sections of README.md and docs/performance.md. */
export async function writeFigures(root: string, machine: string, rows: readonly Row[]): Promise<string[]> {
  const sections = { 'README.md': shortTable(rows), 'docs/performance.md': fullTable(rows) };
  for (const [path, table] of Object.entries(sections)) {
    const file = join(root, path);
    const text = await Bun.file(file).text();
    await Bun.write(file, replaceSection(text, `On ${machine}:\n\n${table}`));
  }
  return Object.keys(sections);
}

/** Throws when the marks are not there: figures that nobody finds would be written for nothing. */
export function replaceSection(text: string, section: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`there is no section between ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${section}\n\n${text.slice(to)}`;
}
