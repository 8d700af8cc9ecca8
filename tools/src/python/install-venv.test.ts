import { expect, test } from 'bun:test';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../shop/cannot-start.ts';
import { findPython } from './install-venv.ts';

async function pathWith(programs: Record<string, string>): Promise<{ PATH: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-python-'));
  for (const [name, says] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\necho "${says}"\n`);
    await chmod(join(folder, name), 0o755);
  }
  return { PATH: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

const refusal = (PATH: string): Promise<string> =>
  findPython({ PATH }, 'It runs a tool').catch((error: unknown) =>
    error instanceof CannotStart ? error.message : Promise.reject(error),
  );

test('without Python it says what to install', async () => {
  await using env = await pathWith({});
  expect(await refusal(env.PATH)).toMatch(/^It runs a tool, .*Python 3\.10.*no python3 on the PATH: apt install/);
});

test('an old Python is named, and passed over where there is a newer one', async () => {
  await using old = await pathWith({ python3: 'Python 3.8.10' });
  expect(await refusal(old.PATH)).toMatch(/python3 is Python 3\.8\.10/);
  await using both = await pathWith({ python3: 'Python 3.9.2', python: 'Python 3.12.4' });
  expect(await findPython({ PATH: both.PATH }, 'It runs a tool')).toBe(join(both.PATH, 'python'));
});

test.each(['fuzz', 'validate'])('every package of the environment of %s is pinned to a version', async (folder) => {
  const text = await Bun.file(join(import.meta.dir, '..', folder, 'requirements.txt')).text();
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => !/^[\w.-]+==[\w.]+$/.test(line))).toEqual([]);
});
