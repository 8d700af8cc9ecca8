import { join } from 'node:path';
import { afterEach, expect, test } from 'bun:test';
import { ConfigError } from './config.ts';
import { armFailpoints } from './failpoint.ts';
import { armByEnvironment } from './main.ts';

afterEach(() => armFailpoints(undefined));

const failures = async (hits: number): Promise<boolean[]> => {
  const failed: boolean[] = [];
  for (let hit = 0; hit < hits; hit += 1)
    failed.push(
      await (async () => failpoint('t.point'))().then(
        () => false,
        () => true,
      ),
    );
  return failed;
};

test('unarmed, a failpoint does nothing at all', () => {
  expect(failpoint('t.point')).toBeUndefined();
  armFailpoints('t.other:error');
  expect(failpoint('t.point')).toBeUndefined();
});

test('an armed error is a 503, which a consumer takes for an outage', () => {
  armFailpoints('t.point:error');
  expect(() => failpoint('t.point')).toThrow(expect.objectContaining({ status: 503, code: 'failpoint' }));
});

test('a delay lets the work go on later', async () => {
  armFailpoints('t.point:delay(30)');
  const before = performance.now();
  await failpoint('t.point');
  expect(performance.now() - before).toBeGreaterThan(25);
});

test('only the hit that was named counts', async () => {
  armFailpoints('t.point:error*3');
  expect(await failures(5)).toEqual([false, false, true, false, false]);
});

test('the same seed and copy draw alike, as often as the probability says; another seed or copy draws otherwise', async () => {
  const drawn = async (seed: string, copy: number) => {
    armFailpoints('t.point:error@0.3', { seed, copy });
    return failures(1_000);
  };
  const first = await drawn('7', 0);
  expect(await drawn('7', 0)).toEqual(first);
  expect(await drawn('8', 0)).not.toEqual(first);
  expect(await drawn('7', 1)).not.toEqual(first);
  const share = first.filter(Boolean).length / first.length;
  expect(share).toBeGreaterThan(0.25);
  expect(share).toBeLessThan(0.35);
});

test.each([
  'orders',
  't.point:explode',
  't.point:kill@2',
  't.point:kill@x',
  't.point:delay',
  't.point:kill(3)',
  't.point:error*0',
])('a process does not start with FAILPOINTS=%s', (FAILPOINTS) => {
  expect(() => armByEnvironment({ FAILPOINTS })).toThrow(ConfigError);
  expect(() => armByEnvironment({ FAILPOINTS })).toThrow('FAILPOINTS must be like orders.after-commit:kill@0.05');
});

test('production does not start with failpoints', () => {
  expect(() => armByEnvironment({ FAILPOINTS: 't.point:error', NODE_ENV: 'production' })).toThrow(ConfigError);
  armByEnvironment({ NODE_ENV: 'production' });
  expect(failpoint('t.point')).toBeUndefined();
});

test('a kill ends the process on the spot, and says so first', async () => {
  const code = `
    const { main } = await import('${import.meta.dir}/main.ts');
    await main(async () => { await failpoint('t.other'); console.log('before'); await failpoint('t.point'); console.log('after'); });`;
  const env = { ...process.env, FAILPOINTS: 't.point:kill,t.other:delay(1)' };
  const child = Bun.spawn(['bun', '-e', code], { env, stdout: 'pipe', stderr: 'pipe' });
  expect(await new Response(child.stderr).text()).toBe('failpoint t.point: kill\n');
  expect(await new Response(child.stdout).text()).toBe('before\n');
  await child.exited;
  expect(child.signalCode).toBe('SIGKILL');
});

test('a bundle built with --drop=failpoint has neither the calls nor the names, and one built without has both', async () => {
  const bundle = async (...flags: string[]): Promise<string> => {
    const entry = join(import.meta.dir, 'failpoint.fixture.ts');
    const build = Bun.spawn(['bun', 'build', '--target=bun', ...flags, entry], { stdout: 'pipe', stderr: 'inherit' });
    return new Response(build.stdout).text();
  };
  const [whole, dropped] = [await bundle(), await bundle('--drop=failpoint')];
  for (const name of ['orders.after-commit', '.relay-after-ack']) {
    expect(whole).toContain(name);
    expect(dropped).not.toContain(name);
  }
  expect(dropped).toContain('the effect stays');
}, 30_000);
