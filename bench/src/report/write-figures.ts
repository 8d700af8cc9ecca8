import { join } from 'node:path';
import { replaceSection } from '@ecomm/tools/workspace/replace-section';
import { fullTable, shortTable } from './markdown.ts';
import type { Row } from './row.ts';

const section = { name: 'bench', command: 'bun run bench --write' };

/** The pages with a marked section, and which table is theirs. */
const pages: Readonly<Record<string, (rows: readonly Row[]) => string>> = {
  'README.md': shortTable,
  'docs/performance.md': fullTable,
};

/** Puts the figures into the marked sections; gives the pages. With no rows it only looks whether the sections are there. */
export async function writeFigures(root: string, machine: string, rows: readonly Row[]): Promise<string[]> {
  for (const [page, table] of Object.entries(pages)) {
    const file = join(root, page);
    const text = replaceSection(await Bun.file(file).text(), section, `On ${machine}:\n\n${table(rows)}`);
    if (rows.length > 0) await Bun.write(file, text);
  }
  return Object.keys(pages);
}
