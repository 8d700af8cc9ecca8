import { expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFigures } from './write-figures.ts';

const marks = ['<!-- bench: written by `bun run bench --write` -->', '<!-- /bench -->'] as const;
const page = `# Page\n\nbefore\n\n${marks.join('\n\nold\n\n')}\n\nafter\n`;

test('a page without the marks is an error, also before there are figures', async () => {
  await using cleanup = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), 'ecomm-bench-test-'));
  cleanup.defer(() => rm(root, { recursive: true }));
  await Promise.all(['README.md', 'docs/performance.md'].map((path) => Bun.write(join(root, path), page)));
  const rows = [{ measure: 'm', value: 2, unit: 's', atMost: 3 } as const];
  await writeFigures(root, 'a machine', []);
  expect(await Bun.file(join(root, 'README.md')).text()).toBe(page);
  expect(await writeFigures(root, 'a machine', rows)).toEqual(['README.md', 'docs/performance.md']);
  expect(await Bun.file(join(root, 'README.md')).text()).toContain('On a machine:\n\n| measure');
  await Bun.write(join(root, 'docs/performance.md'), '# Page');
  expect(writeFigures(root, 'a machine', [])).rejects.toThrow('no section');
});
