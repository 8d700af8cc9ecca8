import { join } from 'node:path';
import { fullTable, shortTable } from './markdown.ts';
import type { Row } from './row.ts';

const begin = '<!-- bench: written by `bun run bench --write` -->';
const end = '<!-- /bench -->';

/** The pages with a marked section, and which table is theirs. */
const pages: Readonly<Record<string, (rows: readonly Row[]) => string>> = {
  'README.md': shortTable,
  'docs/performance.md': fullTable,
};

/** Puts the figures into the marked sections; gives the pages. With no rows it only looks whether the sections are there. */
export async function writeFigures(root: string, machine: string, rows: readonly Row[]): Promise<string[]> {
  for (const [page, table] of Object.entries(pages)) {
    const file = join(root, page);
    const text = replaceSection(await Bun.file(file).text(), `On ${machine}:\n\n${table(rows)}`);
    if (rows.length > 0) await Bun.write(file, text);
  }
  return Object.keys(pages);
}

/** Throws when the marks are not there: figures that nobody finds would be written for nothing. */
export function replaceSection(text: string, section: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`there is no section between ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${section}\n\n${text.slice(to)}`;
}
