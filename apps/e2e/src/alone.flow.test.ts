import { afterEach, expect, test } from 'bun:test';
import { testVariable } from '@ecomm/testing/environment';
import { parseMetrics, sumOf } from '@ecomm/testing/prometheus-text';
import { proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { request } from './buyer.ts';
import { nowhere, portsOf, runService } from './one-service.fixture.ts';
import { serviceNames } from './shop.fixture.ts';

/** One service as a process, as `bun run start` in its folder would run it. */
const running: Bun.Subprocess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill('SIGTERM');
    await child.exited;
  }
});

function run(...started: Parameters<typeof runService>) {
  const child = runService(...started);
  if (started[1] === 'main.ts') running.push(child);
  return child;
}

test.each([...serviceNames])('%s with a wrong environment stops at once and names each variable', async (service) => {
  const child = run(service, 'main.ts', {
    [`${service.toUpperCase()}_PORT`]: 'http',
    DATABASE_URL: 'nowhere',
    LOG_FORMAT: 'xml',
  });
  const said = await new Response(child.stderr).text();
  expect(await child.exited).toBe(1);
  expect(said).toMatch(
    /_PORT must be an integer.*; DATABASE_URL must be a URL.*; LOG_FORMAT must be one of text, json/,
  );
  expect(said.trim().split('\n')).toHaveLength(1);
});

test.each([...serviceNames])(
  '%s starts without a database and a broker, says so, shows its metrics, and answers 503 until they are there',
  async (service) => {
    const server = await proxy(testVariable('TEST_DATABASE_URL'));
    server.down();
    const { url, metricsUrl, env } = await portsOf(service);
    const databases = { DATABASE_URL: server.url, DATABASE_PREFIX: `alone_${crypto.randomUUID().slice(0, 8)}_` };
    const child = run(service, 'main.ts', { ...env, ...databases, KAFKA_BROKERS: nowhere });
    const log = collect(child.stdout);
    await until(async () => (await request(`${url}/livez`)).status === 200, { timeoutMs: 15_000, what: 'the process' });
    expect(await request(`${url}/health`)).toMatchObject({
      status: 503,
      body: { status: 'down', checks: { database: { status: 'down' } } },
    });
    expect((await request(`${url}/readyz`)).status).toBe(503);
    await until(() => log().includes('database is not there yet'), { what: 'a word about it' });
    const metrics = async () => parseMetrics(await (await fetch(metricsUrl)).text());
    expect(sumOf(await metrics(), 'target_info', { service_name: service })).toBe(1);
    expect((await metrics()).has('ecomm_outbox_rows')).toBeFalse();

    const migrating = run(service, 'migrate.ts', {
      DATABASE_URL: testVariable('TEST_DATABASE_URL'),
      DATABASE_PREFIX: databases.DATABASE_PREFIX,
    });
    expect(await migrating.exited).toBe(0);
    await server.up();
    const well = await until(
      async () => {
        const answer = await request(`${url}/health`);
        return answer.status === 200 && answer;
      },
      { timeoutMs: 15_000, what: 'the database to be found' },
    );
    expect(well.body).toMatchObject({
      status: 'degraded',
      checks: { database: { status: 'up' }, kafka: { status: 'down' } },
    });
    expect((await request(`${url}/readyz`)).status).toBe(200);
    await until(async () => sumOf(await metrics(), 'ecomm_outbox_rows') === 0, { what: 'the outbox to be read' });
    await server.close();
  },
  60_000,
);

test('the second copy of a service shows its metrics on a port 100 higher', async () => {
  const { metricsUrl, env } = await portsOf('notifications');
  const second = { COPY: '1', COPIES: '2', DATABASE_URL: `postgres://postgres@${nowhere}`, KAFKA_BROKERS: nowhere };
  run('notifications', 'main.ts', { ...env, ...second });
  const url = new URL(metricsUrl);
  url.port = String(Number(url.port) + 100);
  await until(async () => (await fetch(url)).status === 200, { timeoutMs: 15_000, what: 'its metrics' });
}, 30_000);

function collect(stream: ReadableStream<Uint8Array>): () => string {
  let text = '';
  void stream
    .pipeTo(new WritableStream({ write: (chunk) => void (text += new TextDecoder().decode(chunk)) }))
    .catch(() => {});
  return () => text;
}
