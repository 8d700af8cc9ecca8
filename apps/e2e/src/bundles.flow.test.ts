import { afterAll, beforeAll, expect, test } from 'bun:test';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grpcReceiver } from '@ecomm/runtime/otlp-grpc.fixture';
import { testVariable } from '@ecomm/testing/environment';
import { until } from '@ecomm/testing/until';
import { readCompose } from '@ecomm/tools/deploy/read-compose';
import { serviceNames } from '@ecomm/tools/shop/services';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { bundledShop, type BundledShop } from './bundled-shop.fixture.ts';
import { logInAdmin, request, signUp, type Order } from './buyer.ts';
import { portsOf } from './one-service.fixture.ts';

/** The shop of `docker compose up`, in processes instead of containers. The caller has charges succeed. */
const caller = { PAYMENT_FAILURE_RATE: '0' };
const containers = Object.keys(readCompose().services);
const jobs = (kind: string) => containers.filter((name) => name.endsWith(`-${kind}`));

let shop: BundledShop;
const services = new Map<string, ReturnType<BundledShop['run']>>();
beforeAll(async () => void (shop = await bundledShop(caller)), 180_000);
afterAll(() => shop?.close(), 30_000);

const admin = new Kafka({ brokers: testVariable('TEST_KAFKA_BROKERS').split(','), logLevel: logLevel.NOTHING }).admin();

test('each bundle is minified with maps, has a native module, and no failpoint', () => {
  for (const name of serviceNames) {
    const bundle = shop.folder(name);
    const scripts = globSync('bin/*.js', { cwd: bundle }).toSorted();
    expect(globSync('bin/*.js.map', { cwd: bundle }).toSorted()).toEqual(scripts.map((script) => `${script}.map`));
    expect(globSync('bin/lz4-napi.*.node', { cwd: bundle })).toHaveLength(1);
    const read = (script: string): string => readFileSync(join(bundle, script), 'utf8');
    expect(scripts.filter((script) => /(?<!function )\bfailpoint\(/.test(read(script)))).toEqual([]);
    expect(read('bin/main.js').split('\n').length).toBeLessThan(1_000);
  }
  const drain = join(import.meta.dir, '../../../packages/outbox/src/drain.ts');
  expect(readFileSync(drain, 'utf8')).toMatch(/\bfailpoint\(/);
});

test('the jobs make databases, topics, the first admin and a catalogue, and do nothing when they are run again', async () => {
  // As Compose does (`restart: on-failure:5`): a database under load may refuse one.
  const untilDone = async (name: string, again = 5): Promise<void> => {
    const { code, complained } = await shop.finish(name);
    if (code === 0) return expect([name, complained]).toEqual([name, '']);
    if (again === 0) throw new Error(`${name} ended with ${code}: ${complained}`);
    return untilDone(name, again - 1);
  };
  const finish = (names: string[]) => Promise.all(names.map((name) => untilDone(name)));
  for (const kind of ['migrate', 'topics', 'admin', 'catalogue']) await finish(jobs(kind));
  await finish(['users-migrate', 'users-topics', 'users-admin', 'products-catalogue']);
  expect(jobs('topics')).toHaveLength(serviceNames.length);
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(shop.prefix));
  const expected = ['user.created', 'order.created', 'order.created.payments-group.dlq', 'notification.email'];
  expect(topics).toEqual(expect.arrayContaining(expected.map((topic) => shop.prefix + topic)));
  // From here on the broker compresses what it has of sign-ups by LZ4, which takes a native module to read.
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: `${shop.prefix}user.created`,
        configEntries: [{ name: 'compression.type', value: 'lz4' }],
      },
    ],
  });
  await admin.disconnect();
}, 120_000);

test('the services start, and the image’s health check says when they are ready', async () => {
  for (const name of serviceNames) services.set(name, shop.run(name));
  for (const name of serviceNames) {
    const healthcheck = { command: ['bun', 'bin/healthcheck.js'] };
    await until(async () => (await shop.finish(name, healthcheck)).code === 0, { timeoutMs: 60_000, what: name });
    expect((await request(`${shop.url(name)}/readyz`)).status).toBe(200);
  }
  for (const name of serviceNames)
    await until(async () => (await request(`${shop.url(name)}/health`)).body.status === 'ok', {
      timeoutMs: 30_000,
      what: `${name} to be well`,
    });
}, 120_000);

test('from sign-up to the mails, as in production', async () => {
  const buyer = await signUp(shop);
  const placed = await request<Order>(`${shop.url('orders')}/create`, {
    token: buyer.token,
    body: { items: [{ product_id: 1, quantity: 2, price: 99.99 }] },
  });
  expect(placed).toMatchObject({ status: 201, body: { status: 'pending', total_amount: 199.98 } });
  const order = await until(
    async () => {
      const { body } = await request<Order>(`${shop.url('orders')}/${placed.body.id}`, { token: buyer.token });
      return body.status === 'paid' && body;
    },
    { timeoutMs: 30_000, what: 'the order to be paid' },
  );
  const { body: payment } = await request(`${shop.url('payments')}/status/${order.transaction_id}`, {
    token: buyer.token,
  });
  expect(payment).toMatchObject({ amount: 199.98, status: 'succeeded' });
  const mails = await until(
    () => {
      const found = shop.mail.received.filter(({ to }) => to.includes(buyer.email));
      return found.length === 3 && found;
    },
    { timeoutMs: 30_000, what: 'the three mails of a paid order' },
  );
  expect(mails.filter(({ raw }) => /^Subject: .*welcome/im.test(raw))).toHaveLength(1);

  const url = `${shop.url('notifications')}/queued`;
  expect((await request(url, { token: buyer.token })).status).toBe(403);
  const { body } = await request<{ items: { to: string }[] }>(url, { token: await logInAdmin(shop) });
  expect(body.items.filter(({ to }) => to === buyer.email)).toHaveLength(3);
}, 120_000);

test('what Prometheus and Jaeger would get is there', async () => {
  for (const name of serviceNames) {
    const shown = await (await fetch(shop.metrics(name))).text();
    expect(shown).toContain(`service_name="${name}"`);
    expect(shown).toContain('http_server_request_duration_seconds_bucket');
  }
  const reporting = () => new Set(shop.collector.spans.map(({ service }) => service));
  await until(() => serviceNames.every((name) => reporting().has(name)), {
    timeoutMs: 30_000,
    what: 'spans of every service',
  });
}, 60_000);

test('the documents and pages of every API are in the bundle', async () => {
  for (const name of serviceNames) {
    for (const path of ['/swagger', '/swagger/json', '/asyncapi.json', '/swagger/assets/swagger-ui-bundle.js']) {
      const answer = await fetch(shop.url(name) + path);
      expect([name, path, answer.status]).toEqual([name, path, 200]);
      await answer.body?.cancel();
    }
  }
});

test('a failpoint is refused, and what production forbids', async () => {
  const armed = await shop.finish('orders', { env: { FAILPOINTS: 'orders.after-commit:kill' } });
  expect([armed.code, armed.complained]).toEqual([
    1,
    expect.stringContaining('FAILPOINTS is set, and this is production'),
  ]);
  const open = await shop.finish('orders', { env: { SERVICE_TOKEN: '' } });
  expect([open.code, open.complained]).toEqual([1, expect.stringContaining('SERVICE_TOKEN is not set')]);
});

test('spans leave a bundle by gRPC too', async () => {
  const receiver = await grpcReceiver();
  const { url, env } = await portsOf('users');
  const exporting = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
  const child = shop.run('users', { env: { ...env, ...exporting } });
  await until(async () => (await request(`${url}/livez`)).status === 200, { timeoutMs: 30_000, what: 'users' });
  expect((await request(`${url}/users/1`)).status).toBe(401);
  child.kill('SIGTERM');
  await child.exited;
  expect(receiver.spans.map(({ service, name }) => `${service} ${name}`)).toEqual(['users GET /users/:id']);
  receiver.close();
}, 60_000);

test('the thread that watches the event loop is there: a service that hangs is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-hang-'));
  const hang = join(folder, 'hang.js');
  await Bun.write(hang, "process.on('SIGHUP', () => { for (;;); });");
  const env = { USERS_PORT: '0', USERS_GRPC_PORT: '0', USERS_METRICS_PORT: '0' };
  const child = shop.run('users', { command: ['bun', '--preload', hang, 'bin/main.js'], env });
  const complained = child.stderr.text();
  await untilSays(child.stdout, '"msg":"started"');
  child.kill('SIGHUP');
  await child.exited;
  expect(child.signalCode).toBe('SIGKILL');
  expect(await complained).toContain('users: the event loop has stood still for 5000 ms');
  await rm(folder, { recursive: true });
}, 60_000);

test('SIGTERM ends each service with 0, and what it said is JSON', async () => {
  for (const child of services.values()) child.kill('SIGTERM');
  for (const [name, child] of services) {
    const [said, complained] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    expect([name, await child.exited, complained]).toEqual([name, 0, '']);
    const lines = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string });
    expect(lines.at(-1)).toMatchObject({ service: name, msg: 'stopped' });
  }
}, 60_000);

async function untilSays(stream: ReadableStream<Uint8Array>, text: string): Promise<void> {
  let said = '';
  for await (const chunk of stream) if ((said += new TextDecoder().decode(chunk)).includes(text)) return;
  throw new Error(`it ended without ${text}: ${said}`);
}
