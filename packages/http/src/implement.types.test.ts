import { expect, test } from 'bun:test';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dir, '..');
const fixtures = join(root, 'fixtures');

/** What the compiler says about one file of the fixtures, with this package's settings. */
async function compile(file: string): Promise<string> {
  const project = join(fixtures, `.${file}.json`);
  await Bun.write(project, JSON.stringify({ extends: '../tsconfig.json', files: [file], include: [] }));
  try {
    const { stdout } = Bun.spawnSync([join(root, 'node_modules/.bin/tsc'), '-p', project, '--pretty', 'false']);
    return stdout.toString();
  } finally {
    await unlink(project);
  }
}

test('handlers that break their contract do not compile, those that keep it do', async () => {
  expect(await compile('bound.ts')).toBe('');
}, 30_000);

test('the fixture fails once one of its mistakes is none', async () => {
  const bound = await Bun.file(join(fixtures, 'bound.ts')).text();
  const mended = bound.replace("readNote: () => ({ ...note, secret: '' })", 'readNote: () => note');
  expect(mended).not.toBe(bound);
  const file = '.mended.ts';
  await Bun.write(join(fixtures, file), mended);
  try {
    expect(await compile(file)).toMatch(
      /^\S*\.mended\.ts\(\d+,\d+\): error TS2578: Unused '@ts-expect-error' directive\.\n$/,
    );
  } finally {
    await unlink(join(fixtures, file));
  }
}, 30_000);
