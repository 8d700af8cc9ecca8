import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBase } from './choose-base.ts';
import { git } from '../suite/git.ts';

let folder: string;
const run = async (...words: string[]) => {
  const said = await git(folder, '-c', 'user.name=Ecomm', '-c', 'user.email=ecomm@example.com', ...words);
  if (said === undefined) throw new Error(`git ${words.join(' ')} failed`);
  return said;
};
const commit = async (message: string) => {
  await run('commit', '--quiet', '--allow-empty', '--message', message);
  return run('rev-parse', 'HEAD');
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecomm-base-'));
  await run('init', '--quiet', '--initial-branch=main');
});
afterEach(() => rm(folder, { recursive: true }));

test('a branch is compared with the commit where it left main, however main went on', async () => {
  const fork = await commit('one');
  await run('switch', '--quiet', '--create', 'change');
  await commit('two');
  await run('switch', '--quiet', 'main');
  await commit('three');
  await run('switch', '--quiet', 'change');
  expect(await chooseBase(folder)).toMatchObject({ commit: fork, name: expect.stringContaining('left main') });
});

test('origin/main counts before a main of this clone that is behind', async () => {
  await commit('one');
  const there = await commit('two');
  await run('update-ref', 'refs/remotes/origin/main', there);
  await run('switch', '--quiet', '--create', 'change');
  await commit('three');
  await run('branch', '--force', 'main', 'HEAD~2');
  expect(await chooseBase(folder)).toMatchObject({ commit: there, name: expect.stringContaining('left origin/main') });
});

test('main is compared with its last tag before this commit, without one with the commit before, the first with itself', async () => {
  const first = await commit('one');
  expect((await chooseBase(folder)).commit).toBe(first);
  const second = await commit('two');
  await commit('three');
  expect((await chooseBase(folder)).commit).toBe(second);
  await run('tag', 'v1', first);
  expect(await chooseBase(folder)).toMatchObject({ commit: first, name: expect.stringContaining('last release, v1') });
  await run('tag', 'v2', 'HEAD');
  expect((await chooseBase(folder)).commit).toBe(first);
});

test('the newest commit of main without a branch, as workflows have it, is main', async () => {
  const first = await commit('one');
  const second = await commit('two');
  await run('update-ref', 'refs/remotes/origin/main', second);
  await run('checkout', '--quiet', '--detach');
  expect((await chooseBase(folder)).commit).toBe(first);
});

test('what is not there is said in a sentence with the way out', async () => {
  expect(chooseBase(folder)).rejects.toThrow('no commit yet');
  await commit('one');
  expect(chooseBase(folder, 'v9')).rejects.toThrow('There is no commit v9 here. Fetch it (git fetch origin v9)');
  await run('checkout', '--quiet', '--orphan', 'alone');
  await commit('another root');
  expect(chooseBase(folder)).rejects.toThrow('git fetch --unshallow');
});
