import { join } from 'node:path';
import { describeMachine } from '@ecomm/tools/workspace/describe-machine';
import { replaceSection } from '@ecomm/tools/workspace/replace-section';
import type { Result } from '../run/run-result.ts';
import { markdown } from './markdown.ts';

const page = join(import.meta.dir, '../../../../docs/chaos.md');
const section = { name: 'chaos', command: 'bun run chaos --full --write' };

/** Puts what a full run has shown into its section of docs/chaos.md; with no results it only looks whether that is there. */
export async function writePage(results: readonly Result[], seed: number): Promise<void> {
  const text = replaceSection(await Bun.file(page).text(), section, markdown(results, seed, describeMachine()));
  if (results.length > 0) await Bun.write(page, text);
}
