import { afterAll, beforeAll, expect, test } from 'bun:test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyWorkspace, type WorkspaceCopy } from './copy.ts';

let copy: WorkspaceCopy;
beforeAll(async () => void (copy = await copyWorkspace()), 60_000);
afterAll(() => copy?.remove(), 30_000);

const hook = (): Promise<boolean> => Bun.file(join(copy.folder, '.git/hooks/pre-commit')).exists();

async function install(...environment: string[]): Promise<string> {
  await rm(join(copy.folder, 'node_modules/.installed'), { force: true });
  return copy.run('env', ...environment, process.execPath, 'tools/install.ts');
}

/** Commits a file with this text, with the hook, as a developer does. */
async function commit(path: string, text: string): Promise<{ code: number; text: string }> {
  await Bun.write(join(copy.folder, path), text);
  await copy.run('git', 'add', path);
  const identity = ['-c', 'user.name=Ecomm', '-c', 'user.email=ecomm@example.com'];
  return copy.attempt('env', 'LEFTHOOK=1', 'git', ...identity, 'commit', '--message', path);
}

test('installing the packages installs the hook, but not in a CI or where it is not wanted', async () => {
  await install('CI=true', 'LEFTHOOK=1');
  await install('CI=', 'LEFTHOOK=0');
  expect(await hook()).toBe(false);
  await install('CI=', 'LEFTHOOK=1');
  expect(await hook()).toBe(true);
}, 30_000);

test('a hook that somebody else put there stays, and is told of', async () => {
  const path = join(copy.folder, '.git/hooks/pre-commit');
  const own = await Bun.file(path).text();
  const foreign = '#!/bin/sh\nexit 0\n';
  await Bun.write(path, foreign);
  expect(await install('CI=', 'LEFTHOOK=1')).toContain('.git/hooks/pre-commit is not of lefthook and stays');
  expect(await Bun.file(path).text()).toBe(foreign);
  expect(await Bun.file(`${path}.old`).exists()).toBe(false);
  await Bun.write(path, own);
}, 30_000);

test('a commit is formatted; what lint or the types of a dependent refuse is not committed', async () => {
  const formatted = await commit('packages/testing/src/a.ts', 'export const a   = "b"');
  expect([formatted.code, formatted.text]).toEqual([0, expect.any(String)]);
  expect(await copy.run('git', 'show', 'HEAD:packages/testing/src/a.ts')).toBe("export const a = 'b';");

  const linted = await commit('packages/testing/src/b.ts', 'export const b = (c: any) => c;\n');
  expect([linted.code, linted.text]).toEqual([1, expect.stringContaining('no-explicit-any')]);
  await copy.run('git', 'rm', '--force', '--quiet', 'packages/testing/src/b.ts');

  const log = await Bun.file(join(copy.folder, 'packages/runtime/src/log.ts')).text();
  const typed = await commit(
    'packages/runtime/src/log.ts',
    log.replace('export function logger', 'export function noLogger'),
  );
  expect([typed.code, typed.text]).toEqual([1, expect.stringContaining("has no exported member named 'logger'")]);
}, 120_000);
