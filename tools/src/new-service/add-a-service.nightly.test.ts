import { afterAll, beforeAll, expect, test } from 'bun:test';
import { dirname, join } from 'node:path';
import { root } from '../suite/projects.ts';
import { copyWorkspace, type WorkspaceCopy } from '../workspace/copy.ts';

let copy: WorkspaceCopy;
beforeAll(async () => void (copy = await copyWorkspace()), 60_000);
afterAll(() => copy?.remove(), 30_000);

/** Runs commands in the copy as they stand. */
const shell = (script: string): Promise<string> =>
  copy.run('env', `PATH=${dirname(process.execPath)}:${process.env.PATH}`, 'bash', '-euo', 'pipefail', '-c', script);

test('the commands of docs/add-a-service.md make a service that passes every check and its tests', async () => {
  const page = await Bun.file(join(root, 'docs/add-a-service.md')).text();
  const blocks = Array.from(page.matchAll(/```bash\n([\s\S]*?)```/g), ([, block = '']) => block.trim());
  expect(blocks).toEqual(['bun run new:service reviews', 'bun run check', 'bun run test reviews']);
  expect(await shell(blocks[0]!)).toContain('reviews is there, on port 3006');
  expect(await shell(blocks[1]!)).not.toContain('FAIL');
  expect(await shell(blocks[2]!)).toMatch(/\n\d+ passed, 0 failed$/);
}, 300_000);
