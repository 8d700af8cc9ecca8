import { afterAll, beforeAll, expect, test } from 'bun:test';
import { parseMetrics, sumOf } from '@ecomm/testing/prometheus-text';
import { until } from '@ecomm/testing/until';
import { gauge } from './metrics.ts';
import { logger } from './log.ts';
import { metrics } from './metrics-server.ts';

const lines: string[] = [];
const log = logger({ service: 'orders', format: 'json', stream: { write: (line) => void lines.push(line) } });
const part = metrics({ service: 'orders', version: '1.2.3', host: '127.0.0.1', port: 0, log });
const url = (path: string): string => `http://127.0.0.1:${part.port()}${path}`;
const scrape = async () => parseMetrics(await (await fetch(url('/metrics'))).text());

beforeAll(() => part.start?.());
afterAll(() => part.stop?.());

test('GET /metrics answers in the text format, with the process itself and whose it is', async () => {
  const response = await fetch(url('/metrics'));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const found = parseMetrics(await response.text());
  expect(sumOf(found, 'target_info', { service_name: 'orders', service_version: '1.2.3' })).toBe(1);
  expect(sumOf(found, 'process_memory_usage_bytes')).toBeGreaterThan(10_000_000);
  expect(sumOf(found, 'process_open_file_descriptors')).toBeGreaterThan(3);
});

test('a late event loop shows in the scrape after it, and not for ever', async () => {
  const stall = (): void => {
    const end = performance.now() + 500;
    while (performance.now() < end);
  };
  const latest = async () => sumOf(await scrape(), 'nodejs_eventloop_delay_max_seconds');
  const stalled = async (): Promise<boolean> => {
    stall(); // again, where the one before fell into the moment between a scrape and the first sample after it
    return (await latest())! > 0.3;
  };
  await until(stalled, { timeoutMs: 20_000, what: 'a late loop' });
  await until(async () => (await latest())! < 0.3, { timeoutMs: 20_000, what: 'a calm loop' });
  const found = await scrape();
  const [p50, p99] = ['p50', 'p99'].map((part) => sumOf(found, `nodejs_eventloop_delay_${part}_seconds`)!);
  expect(p50).toBeLessThanOrEqual(p99!);
});

test.each([
  ['GET', '/', 404],
  ['GET', '/metrics/', 404],
  ['GET', '/readyz', 404],
  ['POST', '/metrics', 405],
  ['DELETE', '/metrics', 405],
  ['HEAD', '/metrics', 405],
])('%s %s is %d', async (method, path, status) => {
  expect((await fetch(url(path), { method })).status).toBe(status);
});

test('who asks while a scrape is under way gets that one, and a gauge that hangs costs them a second at most', async () => {
  let reads = 0;
  const slow = gauge('test_slow', 'Hangs.');
  const end = slow.watch(() => {
    reads += 1;
    return new Promise<number>(() => {});
  });
  const before = performance.now();
  const all = await Promise.all(Array.from({ length: 20 }, scrape));
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(reads).toBe(1);
  for (const found of all) expect(found.has('process_memory_usage_bytes')).toBeTrue();
  expect(lines.filter((line) => line.includes('metrics are left out'))).toHaveLength(1);
  await scrape();
  expect(lines.filter((line) => line.includes('metrics are left out'))).toHaveLength(1);
  end();
});

test('a taken port is a sentence', async () => {
  const second = metrics({ service: 'orders', version: '1', host: '127.0.0.1', port: part.port(), log });
  expect(() => second.start?.()).toThrow(`port ${part.port()} on 127.0.0.1 is taken`);
});
