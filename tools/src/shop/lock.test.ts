import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { silent, type Output } from './lines.ts';
import { findRunningShop, lockPath, takeLock, type Lock, type LockContent, type Recorded } from './lock.ts';
import { findProcess } from './process-table.ts';
import { temporaryFolder } from './processes.fixture.ts';
import { until } from './until.ts';

const folder = await temporaryFolder();
let count = 0;
const freshFolder = async (): Promise<string> => {
  const path = join(folder, String(count++));
  await mkdir(path);
  return path;
};

/** A process that does nothing, with a mark of its own in its command line. */
async function idle(mark: string): Promise<{ pid: number; born: string; end(): void }> {
  const child = Bun.spawn(['sh', '-c', 'while :; do sleep 1; done', mark], { detached: true });
  let born: string | undefined;
  await until(async () => (born = (await findProcess(child.pid))?.born) !== undefined, 1000);
  return { pid: child.pid, born: born ?? '', end: () => process.kill(-child.pid, 'SIGKILL') };
}

async function leaveStaleLock(dataDir: string, processes: Recorded[]): Promise<void> {
  const content: LockContent = { supervisor: { pid: 999_999_999, born: '1' }, since: '', urls: {}, processes };
  await Bun.write(lockPath(dataDir), JSON.stringify(content));
}

test('the second to come hears who holds the lock and where the shop answers', async () => {
  const dataDir = await freshFolder();
  const lock = (await takeLock(dataDir, silent)) as Lock;
  await lock.announce({ users: 'http://localhost:3001' });
  expect(await takeLock(dataDir, silent)).toMatchObject({
    supervisor: { pid: process.pid },
    urls: { users: 'http://localhost:3001' },
  });
  await lock.release();
  expect(existsSync(lockPath(dataDir))).toBe(false);
  expect(await findRunningShop(dataDir)).toBeUndefined();
});

test('of many that come at once exactly one gets the lock', async () => {
  const dataDir = await freshFolder();
  const results = await Promise.all(Array.from({ length: 20 }, () => takeLock(dataDir, silent)));
  expect(results.filter((result) => 'release' in result)).toHaveLength(1);
});

test('a stale lock is recognised, and what its supervisor left running is stopped', async () => {
  const dataDir = await freshFolder();
  const { pid, born } = await idle(dataDir);
  await leaveStaleLock(dataDir, [{ name: 'kafka', pid, born, mark: dataDir, stopSignal: 'SIGTERM' }]);
  const said: string[] = [];
  const out: Output = { ...silent, say: (text) => void said.push(text) };
  expect(await takeLock(dataDir, out)).toHaveProperty('release');
  expect(await findProcess(pid)).toBeUndefined();
  expect(said.join()).toContain('kafka');
});

test('a foreign process that was given a recorded id is left alone', async () => {
  const dataDir = await freshFolder();
  const foreign = await idle('something-else');
  const { born } = foreign;
  const recorded = { name: 'kafka', pid: foreign.pid, stopSignal: 'SIGTERM' as const };
  await leaveStaleLock(dataDir, [
    { ...recorded, born, mark: dataDir }, // another command line
    { ...recorded, born: '1', mark: 'something-else' }, // another time of birth
  ]);
  expect(await takeLock(dataDir, silent)).toHaveProperty('release');
  expect(await findProcess(foreign.pid)).toBeDefined();
  foreign.end();
});

test('a lock whose supervisor has the id of a foreign process is stale', async () => {
  const dataDir = await freshFolder();
  const content: LockContent = { supervisor: { pid: process.ppid, born: '1' }, since: '', urls: {}, processes: [] };
  await Bun.write(lockPath(dataDir), JSON.stringify(content));
  expect(await takeLock(dataDir, silent)).toHaveProperty('release');
});

test('what is started is recorded under its name, the last of that name alone', async () => {
  const dataDir = await freshFolder();
  const lock = (await takeLock(dataDir, silent)) as Lock;
  const [first, second] = [await idle('mark'), await idle('mark')];
  await lock.record('orders', first.pid, 'mark', 'SIGTERM');
  await lock.record('orders', second.pid, 'mark', 'SIGTERM');
  expect((await findRunningShop(dataDir))?.processes).toMatchObject([{ name: 'orders', pid: second.pid }]);
  first.end();
  second.end();
});
