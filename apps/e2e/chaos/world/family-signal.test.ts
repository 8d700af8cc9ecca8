import { afterAll, expect, test } from 'bun:test';
import { readFile } from 'node:fs/promises';
import { until } from '@ecomm/testing/until';
import { familySignal } from './family-signal.ts';

const parent = Bun.spawn(['sh', '-c', 'sleep 60 & echo $!; wait'], {
  stdout: 'pipe',
  stderr: 'ignore',
  detached: true,
});
afterAll(() => void process.kill(-parent.pid, 'SIGKILL'));

/** `T`: stopped; `S`: asleep as ever. */
const stateOf = async (pid: number): Promise<string | undefined> =>
  (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.[0];

test('a frozen process is frozen with its children, and so thawed', async () => {
  const first = await parent.stdout.getReader().read();
  const family = [parent.pid, Number(new TextDecoder().decode(first.value))];
  const states = async () => (await Promise.all(family.map(stateOf))).join('');
  familySignal(parent.pid, 'SIGSTOP');
  await until(async () => (await states()) === 'TT', { what: 'both to stop' });
  familySignal(parent.pid, 'SIGCONT');
  await until(async () => (await states()) === 'SS', { what: 'both to go on' });
  expect(await states()).toBe('SS');
});
