import { expect, test } from 'bun:test';
import { otlpReceiver } from '@ecomm/testing/otlp-receiver';
import { until } from '@ecomm/testing/until';
import { grpcReceiver } from './otlp-grpc.fixture.ts';
import { exporting } from './telemetry.fixture.ts';
import { traced } from './traced.ts';

const about = { name: 'GET /:id', kind: 'server' } as const;
const spans = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) await traced(undefined, about, () => Promise.resolve());
};
const told = (said: readonly Record<string, unknown>[]) => said.map(({ level, msg }) => [level, msg].join(': '));

test('spans leave by themselves, and at a stop what is left', async () => {
  const receiver = otlpReceiver();
  const { start, stop } = exporting({ endpoint: receiver.url });
  await start?.();
  await spans(1);
  await until(() => receiver.spans.length === 1, { timeoutMs: 10_000, what: 'a span' });
  expect(receiver.spans[0]!.instance).toMatch(/^orders-0@/);
  await spans(3);
  await stop?.();
  expect(receiver.spans).toHaveLength(4);
  await receiver.close();
});

test('spans leave by gRPC as well', async () => {
  const receiver = await grpcReceiver();
  const { start, stop } = exporting({ endpoint: receiver.url, protocol: 'grpc' });
  await start?.();
  await spans(2);
  await stop?.();
  receiver.close();
  expect(receiver.spans.map(({ name, service }) => `${service} ${name}`)).toEqual([
    'orders GET /:id',
    'orders GET /:id',
  ]);
});

test('a receiver that is away costs spans and nothing else: said once, and once with their number when it is back', async () => {
  const receiver = otlpReceiver();
  receiver.mode = 'refuse';
  const { start, stop, said } = exporting({ endpoint: receiver.url });
  await start?.();
  for (let refused = 1; refused <= 2; refused += 1) {
    await spans(2);
    await until(() => receiver.requests === refused, { timeoutMs: 10_000, what: 'a refusal' });
  }
  await until(() => said.length > 0);
  receiver.mode = 'take';
  await spans(1);
  await until(() => said.length > 1, { timeoutMs: 10_000, what: 'a word about its return' });
  await stop?.();
  expect(told(said)).toEqual([
    'warn: spans cannot be exported: they are dropped meanwhile',
    'info: spans are exported again',
  ]);
  expect(said[1]).toMatchObject({ dropped: 4 });
  expect(receiver.spans).toHaveLength(1);
  await receiver.close();
});

test('a receiver that takes spans and never answers holds no more than so many, and a stop no longer than 2 s', async () => {
  const receiver = otlpReceiver();
  receiver.mode = 'hang';
  const { start, stop, said } = exporting({ endpoint: receiver.url });
  await start?.();
  await spans(1_000);
  await until(() => receiver.requests === 1, { timeoutMs: 10_000, what: 'a request that hangs' });
  Bun.gc(true);
  const before = process.memoryUsage().heapUsed;
  await spans(50_000);
  Bun.gc(true);
  // Four thousand spans of about a kilobyte; all of them would be fifty megabytes.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(15_000_000);
  expect(receiver.requests).toBe(1);
  const began = performance.now();
  await stop?.();
  expect(performance.now() - began).toBeLessThan(4_000);
  expect(said.length).toBeLessThanOrEqual(1);
  await receiver.close();
});

test('every span is exported or counted as lost', async () => {
  const receiver = otlpReceiver();
  receiver.mode = 'hang';
  const { start, stop, said } = exporting({ endpoint: receiver.url });
  await start?.();
  await spans(512);
  await until(() => receiver.requests === 1, { timeoutMs: 10_000, what: 'a request that hangs' });
  await spans(5_488);
  receiver.mode = 'take';
  await until(() => said.length === 2, { timeoutMs: 20_000, what: 'a word about its return' });
  await stop?.();
  expect(receiver.spans.length + Number(said[1]!.dropped)).toBe(6_000);
  expect(receiver.spans.length).toBe(4_096 - 512);
  await receiver.close();
}, 60_000);

test('without an endpoint nothing of the SDK is loaded', async () => {
  const code = `
    import { exporting } from '${import.meta.dir}/telemetry.fixture.ts';
    const isLoaded = () => Object.keys(require.cache).some((path) => path.includes('sdk-trace'));
    await exporting({}).start();
    console.log(isLoaded());
    await exporting({ endpoint: 'http://127.0.0.1:9' }).start();
    console.log(isLoaded());
    process.exit(0);`;
  const child = Bun.spawn(['bun', '-e', code], { stdout: 'pipe', stderr: 'inherit' });
  expect(await new Response(child.stdout).text()).toBe('false\ntrue\n');
});
