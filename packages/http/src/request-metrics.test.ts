import { expose } from '@ecomm/runtime/metrics';
import { parseMetrics, sumOf, type Sample } from '@ecomm/testing/prometheus-text';
import { until } from '@ecomm/testing/until';
import { afterEach, describe, expect, test } from 'bun:test';
import { json, notes } from '../fixtures/notes.ts';
import { closeStreaming, streaming } from '../fixtures/streaming.ts';

afterEach(closeStreaming);

const name = 'http_server_request_duration_seconds';
const scrape = async () => parseMetrics((await expose()).text);
const requests = async (method: string, route: string, status: number): Promise<number> =>
  sumOf(await scrape(), `${name}_count`, {
    http_request_method: method,
    http_route: route,
    http_response_status_code: String(status),
  }) ?? 0;
const series = async (): Promise<readonly Sample[]> => (await scrape()).get(name)?.samples ?? [];

describe('each request is counted once, under its route and status', () => {
  test.each([
    ['GET', '/1', {}, '/:id', 200],
    ['GET', '/0x1', {}, '/:id', 404],
    ['POST', '/create', {}, '/create', 401],
    ['PATCH', '/1', {}, 'unmatched', 405],
    ['GET', '/no/such/path', {}, 'unmatched', 404],
  ] as const)('%s %s', async (method, path, asked, route, status) => {
    const { ask } = await notes();
    const before = await requests(method, route, status);
    expect((await ask(method, path, asked)).status).toBe(status);
    expect(await requests(method, route, status)).toBe(before + 1);
  });

  test('also where the handler throws', async () => {
    const broken = await notes({
      readNote: () => {
        throw new Error('broken');
      },
    });
    const before = await requests('GET', '/:id', 500);
    expect((await broken.ask('GET', '/1')).status).toBe(500);
    expect(await requests('GET', '/:id', 500)).toBe(before + 1);
  });

  test('and none is active afterwards', async () => {
    let active: number | undefined;
    const { ask, customer } = await notes({
      createNote: async ({ body }) => {
        active = sumOf(await scrape(), 'http_server_active_requests');
        return { id: 1, text: body.text, tags: [] };
      },
    });
    await ask('POST', '/create', json({ text: 'tea' }, customer));
    expect(active).toBe(1);
    expect(sumOf(await scrape(), 'http_server_active_requests')).toBe(0);
  });
});

test('a thousand paths, ids and methods that nobody made add no series, and are in no label', async () => {
  const { ask } = await notes();
  await Promise.all([ask('GET', '/1'), ask('GET', '/x'), ask('GET', '/a/b/c'), ask('PURGE', '/a/b/c')]);
  const before = (await series()).length;
  for (let at = 0; at < 1_000; at += 4) {
    const word = crypto.randomUUID();
    await Promise.all([
      ask('GET', `/${at + 1}`),
      ask('GET', `/hostile-${word}`),
      ask('GET', `/hostile/${word}?q=${word}`),
      ask(`X${at}`, `/hostile/${word}/a@b.example`),
    ]);
  }
  const after = await series();
  expect(after).toHaveLength(before);
  expect(JSON.stringify(after)).not.toMatch(/hostile|@|X\d/);
});

test('event streams are counted as long as somebody reads them; each was a request until it was open', async () => {
  const { watch } = await streaming();
  const [first] = [await watch(), await watch()];
  expect(sumOf(await scrape(), 'ecomm_event_streams_open')).toBe(2);
  expect(sumOf(await scrape(), 'http_server_active_requests')).toBe(0);
  first?.away.abort();
  await until(async () => sumOf(await scrape(), 'ecomm_event_streams_open') === 1);
});
