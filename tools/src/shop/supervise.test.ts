import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { silent, type Output } from './lines.ts';
import { findProcess } from './process-table.ts';
import { refusal, serverSpec, temporaryFolder } from './processes.fixture.ts';
import { Supervised } from './supervise.ts';
import { until } from './until.ts';

const folder = await temporaryFolder();
const quick = { firstMs: 10, maxMs: 200, resetAfterMs: 30_000 };

function recorder(): { out: Output; said: string[] } {
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  return { out: { line: (source, text) => say(`${source}: ${text}`), say, complain: say }, said };
}

test('what dies is started again, whatever it died of, and untilReady waits for that', async () => {
  const { out, said } = recorder();
  const one = new Supervised(await serverSpec(folder), out, { backoff: quick });
  await one.start();
  const first = one.pid;
  one.kill('SIGKILL');
  await one.untilReady();
  expect(one.pid).not.toBe(first);
  expect(one.restarts).toBe(1);
  expect(said).toContain('server was ended by SIGKILL; starting it again in 0.01 s');
  expect(said).toContain('server: up');
  await one.stop();
});

test('each restart waits twice as long as the one before, up to the most', async () => {
  const { out, said } = recorder();
  const flag = join(folder, 'crash-from-now-on');
  const one = new Supervised(
    await serverSpec(folder, `if (await Bun.file('${flag}').exists()) process.exit(0);`),
    out,
    { backoff: quick },
  );
  await one.start();
  await Bun.write(flag, '');
  one.kill();
  await until(async () => one.restarts >= 7, 20_000);
  await one.stop();
  const waits = said.flatMap((line) => /again in ([\d.]+) s/.exec(line)?.[1] ?? []);
  expect(waits.slice(0, 7)).toEqual(['0.01', '0.02', '0.04', '0.08', '0.16', '0.2', '0.2']);
});

test('after it has proved itself a restart is immediate again', async () => {
  const { out, said } = recorder();
  const one = new Supervised(await serverSpec(folder), out, { backoff: { ...quick, resetAfterMs: 1 } });
  await one.start();
  for (let kill = 0; kill < 3; kill++) {
    one.kill();
    await one.untilReady();
  }
  await one.stop();
  expect(said.filter((line) => line.includes('again in 0.01 s'))).toHaveLength(3);
});

test('a process that never becomes ready is given up, with the last it said', async () => {
  const spec = await serverSpec(folder, "console.error('PORT is not set'); process.exit(1);");
  const one = new Supervised(spec, silent, { backoff: quick });
  expect(await refusal(one.start())).toMatch(/server ended with code 1 again and again.*\n.*PORT is not set/);
  expect(one.pid).toBeUndefined();
});

test('who watches hears how each incarnation ended and how long the next took, and variables are asked for at each start', async () => {
  const heard: string[] = [];
  const one = new Supervised(await serverSpec(folder, 'console.log(process.env.TURN);'), silent, {
    backoff: quick,
    watcher: {
      spawned: () => void heard.push('spawned'),
      ready: (_, pid, tookMs) => void heard.push(pid === one.pid && tookMs > 0 ? 'ready' : 'ready?'),
      ended: ({ name }, { code, signal }) => void heard.push(`${name} ended ${code} ${signal}`),
    },
  });
  let turn = 0;
  one.extraEnv = () => ({ TURN: String(++turn) });
  await one.start();
  one.kill();
  expect(await one.untilReady()).toBeGreaterThan(0);
  await one.stop();
  expect(heard).toEqual([
    'spawned',
    'ready',
    'server ended null SIGKILL',
    'spawned',
    'ready',
    'server ended null SIGTERM',
  ]);
  expect(one.lastEnd).toMatchObject({ code: null, signal: 'SIGTERM' });
  expect(turn).toBe(2);
});

test('stop ends a frozen process, one that ignores the signal, and what they started', async () => {
  const child = `const child = Bun.spawn(['sleep', '300']); await Bun.write(import.meta.path + '.child', String(child.pid));`;
  const spec = await serverSpec(folder, `process.on('SIGTERM', () => {}); ${child}`);
  const one = new Supervised({ ...spec, stopWithinMs: 200 }, silent);
  await one.start();
  const grandchild = Number(await Bun.file(`${spec.mark}.child`).text());
  const { pid = 0 } = one;
  one.kill('SIGSTOP');
  await one.stop();
  expect(await findProcess(pid)).toBeUndefined();
  expect(await until(async () => !(await findProcess(grandchild)), 2000)).toBe(true);
  expect(one.restarts).toBe(0);
});

test('a stopped process can be started again', async () => {
  const one = new Supervised(await serverSpec(folder), silent);
  await one.start();
  await one.stop();
  await one.start();
  expect(one.pid).toBeGreaterThan(0);
  await one.stop();
});

test('whoever supervised ends, of a bug too, and takes its processes along', async () => {
  const spec = await serverSpec(folder);
  const script = join(folder, 'supervisor.ts');
  await Bun.write(
    script,
    `import { Supervised } from '${import.meta.dir}/supervise.ts';
     import { silent } from '${import.meta.dir}/lines.ts';
     const one = new Supervised({ name: 's', argv: ${JSON.stringify(spec.argv)}, env: process.env, mark: '', ready: async () => true }, silent);
     await one.start();
     console.log(one.pid);
     throw new Error('a bug');`,
  );
  const supervisor = Bun.spawn([process.execPath, script], { stdout: 'pipe', stderr: 'ignore' });
  const pid = Number(await new Response(supervisor.stdout).text());
  expect(await supervisor.exited).toBe(1);
  expect(pid).toBeGreaterThan(0);
  expect(await until(async () => !(await findProcess(pid)), 2000)).toBe(true);
});
