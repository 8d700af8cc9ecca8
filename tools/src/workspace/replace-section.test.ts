import { expect, test } from 'bun:test';
import { replaceSection } from './replace-section.ts';

const section = { name: 'bench', command: 'bun run bench --write' };
const marks = ['<!-- bench: written by `bun run bench --write` -->', '<!-- /bench -->'] as const;
const page = `# Page\n\nbefore\n\n${marks.join('\n\nold\n\n')}\n\nafter\n`;

test('text goes between the marks, and nothing else changes, however often it is written', () => {
  const written = replaceSection(page, section, 'new');
  expect(written).toBe(page.replace('old', 'new'));
  expect(replaceSection(written, section, 'new')).toBe(written);
});

test('a page without the marks, or with those of another section, is an error', () => {
  expect(() => replaceSection('# Page', section, 'new')).toThrow('no section');
  expect(() => replaceSection(page, { ...section, name: 'chaos' }, 'new')).toThrow('no section');
});
