import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { replaceSection } from './write-figures.ts';

const root = join(import.meta.dir, '..', '..', '..');

test.each(['README.md', 'docs/performance.md'])(
  'figures go between the marks of %s, and nothing else changes',
  async (path) => {
    const text = await Bun.file(join(root, path)).text();
    const written = replaceSection(text, 'FIGURES');
    expect(written).toContain('FIGURES');
    const [before, after] = written.split('\n\nFIGURES\n\n');
    expect(text.startsWith(before!)).toBe(true);
    expect(text.endsWith(after!)).toBe(true);
    expect(replaceSection(written, 'FIGURES')).toBe(written);
  },
);

test('a page without the marks is an error', () => {
  expect(() => replaceSection('# Page', 'FIGURES')).toThrow('no section');
});
