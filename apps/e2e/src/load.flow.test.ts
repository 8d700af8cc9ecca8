import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findK6 } from '@ecomm/tools/load/find-k6';
import { scriptNames, scripts, type ScriptName } from '@ecomm/tools/load/scripts';
import { serviceNames, testShop, type TestShop } from './shop.fixture.ts';

let shop: TestShop;
let reports: string;
beforeAll(async () => {
  reports = await mkdtemp(join(tmpdir(), 'ecomm-load-'));
  shop = await testShop({ env: { PAYMENT_FAILURE_RATE: '0' } });
}, 90_000);
afterAll(() => Promise.all([shop?.close(), rm(reports, { recursive: true, force: true })]), 30_000);

type Checks = Record<string, { held: number; failed: number }>;

interface Report {
  script: string;
  metrics: Record<string, { values: Record<string, number>; thresholds?: Record<string, { ok: boolean }> }>;
}

const fileOf = (script: ScriptName): string => Bun.resolveSync(`@ecomm/load/${script}`, import.meta.dir);

async function run(argv: string[], env: Record<string, string>): Promise<{ code: number; out: string; said: string }> {
  const urls = Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase()}_URL`, shop.url(name)]));
  const child = Bun.spawn(argv, {
    cwd: import.meta.dir,
    env: { ...process.env, ...urls, REPORTS_FOLDER: reports, ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, said, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, out, said };
}

/** One iteration of each of so many users, by this Bun. */
async function runOnce(script: ScriptName, users: number, env: Record<string, string> = {}) {
  const { code, out, said } = await run([process.execPath, 'k6/run-script.ts', fileOf(script), String(users)], env);
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${out}\n${said}`);
  const { checks, summary } = JSON.parse(out) as { checks: Checks; summary: Record<string, string> };
  const report = JSON.parse(summary[join(reports, `${script}.json`)]!) as Report;
  return { checks, summary, values: (metric: string) => report.metrics[metric]?.values };
}

const failed = (checks: Checks): string[] => Object.keys(checks).filter((name) => checks[name]!.failed > 0);

describe('one iteration of each user, on a real shop', () => {
  test('smoke lists products', async () => {
    const { checks, values } = await runOnce('smoke', 1);
    expect(checks).toMatchObject({ 'status is 200': { held: 1, failed: 0 } });
    expect(values('http_req_duration{name:GET products/list}')).toMatchObject({ count: 1 });
  });

  test('browse finds pages, filters, products and tags as they should be', async () => {
    const { checks } = await runOnce('browse', 3);
    expect(failed(checks)).toEqual([]);
    expect(Object.keys(checks).toSorted()).toEqual([
      'a page is shown',
      'a word of a name finds something',
      'everything can be bought',
      'it has a tag',
      'it is the one asked for',
      'nothing costs more than asked for',
      'the cheapest comes first',
      'the next page shows other products',
      'the product is shown',
      'what has not changed has the same tag',
    ]);
  });

  test('checkout follows each order until it is paid, and takes its products off the catalogue', async () => {
    const { checks, values, summary } = await runOnce('checkout', 4, { RATE: '1' });
    expect(failed(checks)).toEqual([]);
    expect(values('order_to_paid')).toMatchObject({ count: 4 });
    expect(values('stuck')).toEqual({ count: 0 });
    expect(summary.stdout).toContain('POST orders/create');
    const { items } = (await (await fetch(`${shop.url('products')}/list?q=Load`)).json()) as { items: unknown[] };
    expect(items).toEqual([]);
  });

  test('flash-sale sells what there is and no more', async () => {
    const { checks, values } = await runOnce('flash-sale', 5, { VUS: '5', STOCK: '3' });
    expect(failed(checks)).toEqual([]);
    const counts = ['units_sold', 'sold_out', 'oversold', 'stuck', 'unaccounted'].map((name) => values(name)?.count);
    expect(counts).toEqual([3, 2, 0, 0, 0]);
  });

  test('soak visits, orders and cancels, and waits until nothing is left behind', async () => {
    const { checks, values } = await runOnce('soak', 2, { RATE: '1' });
    expect(failed(checks)).toEqual([]);
    expect(checks['the order is cancelled']).toEqual({ held: 1, failed: 0 });
    expect(values('left_behind')).toEqual({ count: 0 });
  });
});

const k6 = findK6(process.env);
if (!k6) console.warn('The load scripts are not run by k6: there is none (bun run load smoke says how to get it).');
describe.skipIf(!k6)('a few seconds by k6', () => {
  test.each(scriptNames.map((name) => [name]))(
    '%s: every check holds, and what must be none is none',
    async (name) => {
      const settings = { DURATION: '3s', VUS: '3', RATE: '2', STOCK: '3' };
      const { code, out, said } = await run([k6!, 'run', '--no-usage-report', '--quiet', fileOf(name)], settings);
      const report = (await Bun.file(join(reports, `${name}.json`)).json()) as Report;
      // 99: of a threshold that was not met. A time may be, on a machine that does much else; a count may not.
      expect([0, 99], `${out}\n${said}`).toContain(code);
      expect(report.metrics.checks?.values.rate, out).toBe(1);
      for (const none of ['oversold', 'stuck', 'unaccounted', 'left_behind'])
        expect(report.metrics[none]?.values.count ?? 0, none).toBe(0);
      const named = Object.keys(report.metrics).filter((metric) => metric.startsWith('http_req_duration{name:'));
      for (const metric of named) expect(report.metrics[metric]?.thresholds).not.toBeEmpty();
      expect(await Bun.file(join(reports, `${name}.html`)).text()).toContain(`<title>${name}</title>`);
      if (name === 'flash-sale') expect(report.metrics.units_sold?.values.count).toBe(3);
    },
    120_000,
  );
});

test('each script of load/ is known to the command that runs them', async () => {
  const files = [...new Bun.Glob('*.ts').scanSync({ cwd: join(fileOf('smoke'), '..') })];
  const withScenario = await Promise.all(
    files.map(async (file) =>
      (await Bun.file(join(fileOf('smoke'), '..', file)).text()).includes('export default') ? [file] : [],
    ),
  );
  expect(withScenario.flat().toSorted()).toEqual(
    Object.keys(scripts)
      .map((name) => `${name}.ts`)
      .toSorted(),
  );
});
