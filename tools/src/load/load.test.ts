import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eachLine } from '../shop/lines.ts';
import { findProcess } from '../shop/process-table.ts';
import { until } from '../shop/until.ts';
import { findK6, requireK6 } from './find-k6.ts';
import { requireOwn } from './require-own.ts';
import { resultsTable } from './results-table.ts';
import { scriptNames } from './scripts.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'ecomm-load-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function program(path: string, source: string): Promise<string> {
  const file = join(folder, path);
  await Bun.write(file, `#!${process.execPath}\n${source}`);
  await chmod(file, 0o755);
  return file;
}

describe('k6', () => {
  test('is taken from PATH, where `go install` puts it, or as K6_PATH says, which comes first', async () => {
    const onPath = await program('bin/k6', '');
    const ofGo = await program('home/go/bin/k6', '');
    const named = await program('mine', '');
    const env = { PATH: '/nowhere', HOME: join(folder, 'home') };
    expect(findK6(env)).toBe(ofGo);
    expect(findK6({ ...env, PATH: join(folder, 'bin') })).toBe(onPath);
    expect(findK6({ ...env, K6_PATH: named })).toBe(named);
  });

  test('when there is none, what is said has the commands that get one', () => {
    const env = { PATH: '/nowhere', HOME: '/nowhere' };
    expect(() => requireK6(env)).toThrow('There is no k6 on this machine.');
    expect(() => requireK6(env)).toThrow('go install go.k6.io/k6@latest');
    expect(() => requireK6(env)).toThrow('grafana/k6 run load/smoke.ts');
    expect(() => requireK6({ ...env, K6_PATH: '/no/k6' })).toThrow('K6_PATH is /no/k6, which is no program.');
  });
});

describe('only a shop of one’s own is loaded', () => {
  test.each([['http://localhost:3001'], ['http://127.0.0.1:1'], ['http://127.1.2.3'], ['http://[::1]:3001']])(
    '%s is on this machine',
    (url) => expect(() => requireOwn([url], [])).not.toThrow(),
  );

  test.each([
    ['https://shop.example.com'],
    ['http://localhost.example.com'],
    ['http://127.0.0.1.example.com'],
    ['http://localhost@example.com'],
    ['http://10.0.0.1:3001'],
    ['http://0.0.0.0:3001'],
  ])('%s is refused unless its host is named', (url) => {
    const { hostname } = new URL(url);
    expect(() => requireOwn(['http://localhost:1', url], ['other.example.com'])).toThrow(`--allow-host ${hostname}`);
    expect(() => requireOwn([url], [hostname])).not.toThrow();
  });

  test('what is no URL is said to be none', () => {
    expect(() => requireOwn(['localhost'], [])).toThrow('"localhost" is no URL');
  });
});

describe('bun run load', () => {
  let server: ReturnType<typeof Bun.serve> | undefined;
  afterEach(() => server?.stop(true));

  async function load(args: string[], env: Record<string, string | undefined> = {}) {
    const argv = [process.execPath, join(import.meta.dir, '..', 'load.ts'), ...args];
    const child = Bun.spawn(argv, { env: { ...process.env, ...env }, stdout: 'pipe', stderr: 'pipe' });
    return { child, out: child.stdout.text(), said: child.stderr.text(), code: child.exited };
  }
  const products = (status: number): string => {
    server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('{}', { status }) });
    return `products=http://127.0.0.1:${server.port}`;
  };

  test('tells in its help of each script', async () => {
    const { out, code } = await load(['--help']);
    for (const name of scriptNames) expect(await out).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
    expect(await code).toBe(0);
  });

  test('passes what it is told on, and ends with the exit code of k6', async () => {
    const tell = 'console.log(JSON.stringify([process.argv.slice(2), process.env]), 1); process.exit(99);';
    const K6_PATH = await program('tells', tell);
    const args = ['browse', '--duration', '1m5s', '--vus', '7', '--url', products(200), '--', '--out', 'json=a.json'];
    const { out, said, code } = await load(args, { K6_PATH });
    const [argv, env] = JSON.parse((await out).replace(/ 1\n$/, '')) as [string[], Record<string, string>];
    expect(argv).toEqual(['run', '--no-usage-report', '--out', 'json=a.json', join('load', 'browse.ts')]);
    expect(env).toMatchObject({ DURATION: '1m5s', VUS: '7', PRODUCTS_URL: `http://127.0.0.1:${server!.port}` });
    expect(env.RATE).toBeUndefined();
    expect(await said).toBe('');
    expect(await code).toBe(99);
  });

  test.each([
    ['a shop that is not there', 'products=http://127.0.0.1:9', 'products does not answer at http://127.0.0.1:9'],
    ['a shop that does not serve', 503, 'does not serve (503).'],
  ])('runs nothing against %s, and says how to start one', async (_, at, complaint) => {
    const K6_PATH = await program('never', 'console.log("it ran");');
    const { out, said, code } = await load(['smoke', '--url', typeof at === 'number' ? products(at) : at], { K6_PATH });
    expect(await said).toContain(complaint);
    expect(await said).toContain('bun run start');
    expect([await out, await code]).toEqual(['', 1]);
  });

  test('refuses a foreign host before it asks it anything, and an option that the script has not', async () => {
    const foreign = await load(['smoke', '--url', 'products=http://shop.invalid']);
    expect(await foreign.said).toContain('--allow-host shop.invalid');
    expect(await foreign.code).toBe(1);
    const unknown = await load(['checkout', '--vus', '3']);
    expect(await unknown.said).toBe('checkout has no --vus: that is for smoke, browse, flash-sale.\n');
    expect(await unknown.code).toBe(1);
  });

  /** A k6 that says how often it was asked to end, and ends as `then` says. */
  async function interrupted(then: string, presses: (said: string, press: () => void) => void) {
    const K6_PATH = await program(
      'patient',
      `process.on('SIGINT', () => { console.log('asked'); ${then} });\nconsole.log('ready', process.pid);\nsetInterval(() => {}, 1000);`,
    );
    const argv = [process.execPath, join(import.meta.dir, '..', 'load.ts'), 'smoke', '--url', products(200)];
    const child = Bun.spawn(argv, { env: { ...process.env, K6_PATH }, stdout: 'pipe', stderr: 'ignore' });
    const lines: string[] = [];
    await eachLine(child.stdout, (line) => {
      lines.push(line);
      presses(line, () => child.kill('SIGINT'));
    });
    return { lines, code: await child.exited };
  }

  test('at Ctrl-C k6 is asked once to end, and what it then answers is the answer', async () => {
    const { lines, code } = await interrupted('setTimeout(() => process.exit(105), 300);', (line, press) => {
      // As a terminal and a package runner do: twice.
      if (line.startsWith('ready')) for (const _ of [1, 2]) press();
    });
    expect(lines.slice(1)).toEqual(['asked']);
    expect(code).toBe(105);
  });

  test('at a second Ctrl-C k6 is killed', async () => {
    const { lines, code } = await interrupted('', (line, press) => {
      if (line.startsWith('ready')) press();
      if (line === 'asked') setTimeout(press, 1000); // sooner it is the first one, come twice
    });
    const [, pid] = lines[0]!.split(' ');
    expect(code).toBe(130);
    expect(await until(async () => (await findProcess(Number(pid))) === undefined, 5000)).toBe(true);
  });
});

describe('the table of results', () => {
  const report = (script: string, outcome: object) =>
    Bun.write(join(folder, 'reports', `${script}.json`), JSON.stringify({ script, load: '20/s, 60 s', ...outcome }));
  const times = (name: string, count: number, med: number) => ({
    name,
    values: { count, med, 'p(95)': 20.4, 'p(99)': 81 },
  });
  const verdict = (metric: string, ok: boolean) => ({ metric, threshold: 'p(95)<20', value: '20 ms', ok });

  test('has a row for each time that was measured, and says of each script what was not met', async () => {
    await report('checkout', {
      times: [times('GET orders/:id', 9123, 3.94), times('order_to_paid', 1200, 352)],
      counts: [{ name: 'orders_declined', count: 7 }],
      verdicts: [verdict('order_to_paid', false), verdict('checks', true)],
    });
    await report('smoke', {
      times: [times('GET products/list', 2, 1)],
      counts: [],
      verdicts: [verdict('checks', true)],
    });
    const rows = (await resultsTable(join(folder, 'reports'))).split('\n').slice(2);
    expect(rows).toEqual([
      '| `smoke` | 20/s, 60 s | GET products/list | 2 | 1.0 · 20 · 81 ms |  | met |',
      '| `checkout` | 20/s, 60 s | GET orders/:id | 9123 | 3.9 · 20 · 81 ms | 7 orders declined | not met: order_to_paid p(95)<20, but 20 ms |',
      '|  |  | order to paid | 1200 | 352 · 20 · 81 ms |  |  |',
    ]);
  });

  test('is none where nothing was run, which is said', async () => {
    const failed = await resultsTable(join(folder, 'nothing')).catch((error: Error) => error.message);
    expect(failed).toContain('bun run load all');
  });
});
