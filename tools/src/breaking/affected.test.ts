import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../suite/projects.ts';
import { readUsers } from './affected.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecomm-users-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('what can not be read of the working tree is a warning; of the tree of before it is left out', async () => {
  const { warnings, consumes } = await readUsers([folder, root], folder);
  expect(warnings).toEqual([
    expect.stringContaining('Consumers and callers are not known: '),
    expect.stringContaining('Methods of the SDK are not known: '),
  ]);
  expect(consumes.length).toBeGreaterThan(0);
  expect((await readUsers([root, folder], folder)).warnings).toEqual([]);
});
