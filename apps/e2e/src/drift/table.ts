import type { Mutation } from './mutation.ts';
import { nameOf, type Verdict } from './catch.ts';

/** The proof to read: what was changed where, and who noticed. */
export function tableOf(rows: readonly (readonly [Mutation, Verdict])[]): string {
  const lines = rows.flatMap(([{ says, file, caughtBy }, { caught, by }]) => [
    `${caught ? 'caught' : 'MISSED'}  ${says}`,
    `        in ${file}`,
    `        ${caught ? `by ${nameOf(caughtBy)}: ${cut(by)}` : cut(by)}`,
  ]);
  const count = rows.filter(([, { caught }]) => caught).length;
  return [...lines, '', `${count} of ${rows.length} mutations are caught.`].join('\n');
}

const cut = (text: string): string => {
  const line = text.split('\n')[0] ?? '';
  return line.length > 150 ? `${line.slice(0, 149)}…` : line;
};
