import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { userCreated, type UserCreated } from '@ecomm/contracts/events';
import { connect } from '@ecomm/database/connect';
import { migrate } from '@ecomm/database/migrate';
import { runSql } from '@ecomm/database/run-sql';
import { consume } from '@ecomm/events/consume';
import type { Event } from '@ecomm/events/envelope';
import type { Handle } from '@ecomm/events/inbox';
import { kafka } from '@ecomm/events/kafka';
import { on } from '@ecomm/events/subscription';
import { testVariable } from '@ecomm/testing/environment';
import { freshPrefix, testBrokers } from '@ecomm/testing/kafka';
import { until } from '@ecomm/testing/until';
import { loadPackageDefinition, credentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { log, password, type Body } from './users.fixture.ts';

const server = testVariable('TEST_DATABASE_URL');
const databasePrefix = `test_${process.pid}_${crypto.randomUUID().slice(0, 8)}_`;
const urlOf = (name: string): string => Object.assign(new URL(server), { pathname: `/${name}` }).toString();

beforeAll(() => migrate({ url: urlOf(`${databasePrefix}users`), folder: join(import.meta.dir, '../migrations'), log }));
afterAll(async () => {
  const db = connect({ url: urlOf('postgres'), log });
  await runSql(db, `drop database ${databasePrefix}users with (force)`);
  await db.$close();
});

/** Users as a process of its own, on free ports. */
async function spawn(env: Record<string, string> = {}) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'main.ts')], {
    env: {
      PATH: process.env.PATH!,
      DATABASE_URL: server,
      DATABASE_PREFIX: databasePrefix,
      KAFKA_BROKERS: testBrokers().join(','),
      USERS_PORT: '0',
      USERS_GRPC_PORT: '0',
      USERS_METRICS_PORT: '0',
      LOG_FORMAT: 'json',
      ...env,
    },
    stdout: 'pipe',
    stderr: 'inherit',
  });
  let text = '';
  void (async () => {
    for await (const chunk of child.stdout) text += new TextDecoder().decode(chunk);
  })();
  const lines = () =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const line = (msg: string) => until(() => lines().find((found) => found.msg === msg), { what: `the line "${msg}"` });
  await line('started');
  const base = (await line('listening')).url as string;
  const ask = async (path: string, body?: object, headers: Record<string, string> = {}) => {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    };
    const response = await fetch(new URL(path, base), body ? request : {});
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Body,
    };
  };
  const stop = async () => {
    child.kill('SIGTERM');
    return child.exited;
  };
  return { ask, stop, grpcPort: (await line('gRPC listens')).port as number, text: () => text };
}

test('a sign-up reaches Kafka as user.created in the trace of its request; gRPC gives the user; SIGTERM ends with 0', async () => {
  const prefix = freshPrefix();
  const users = await spawn({ KAFKA_PREFIX: prefix });
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const { status, body } = await users.ask('/auth/signup', { email: 'main@example.com', password }, { traceparent });
  expect(status).toBe(201);

  const seen: Event<UserCreated>[] = [];
  const bus = kafka({ name: 'test', brokers: testBrokers(), prefix, log });
  const subscriptions = [on(userCreated, async (_tx: undefined, event) => void seen.push(event))];
  const inbox = {
    bury: async () => {},
    probe: async () => {},
    run: (_group: string, events: readonly Event[], handle: Handle<undefined>) => handle(undefined, events),
  };
  const consumer = consume({ bus, group: 'test-group', service: 'test', subscriptions, inbox, log });
  await bus.start?.();
  await consumer.start?.();
  const event = await until(() => seen[0], { timeoutMs: 20_000, what: 'user.created' });
  expect(event).toMatchObject({ type: 'user.created', key: String(body.userId) });
  expect(event.payload).toMatchObject({ user_id: body.userId, email: 'main@example.com', role: 'customer' });
  expect(event.traceparent).toStartWith(traceparent.slice(0, 35));

  expect(await getUser(users.grpcPort, body.userId)).toEqual({
    id: String(body.userId),
    email: 'main@example.com',
    first_name: '',
    last_name: '',
    role: 'customer',
    is_active: true,
  });

  await consumer.stop?.();
  await bus.stop?.();
  expect(await users.stop()).toBe(0);
  for (const secret of [password, body.token, body.refresh_token]) expect(users.text()).not.toContain(secret);
}, 30_000);

/** As any client in any language would: from the .proto file alone. */
function getUser(port: number, user_id: number): Promise<unknown> {
  const file = Bun.resolveSync('@ecomm/contracts/proto/ecomm/users/users.proto', import.meta.dir);
  const { ecomm } = loadPackageDefinition(
    loadSync(file, { keepCase: true, longs: String, defaults: true }),
  ) as never as {
    ecomm: { users: { UserService: new (...args: unknown[]) => Record<string, (...args: unknown[]) => void> } };
  };
  const client = new ecomm.users.UserService(`127.0.0.1:${port}`, credentials.createInsecure());
  return new Promise((resolve, reject) => {
    client.GetUser!({ user_id }, { deadline: Date.now() + 2_000 }, (error: unknown, user: unknown) => {
      client.close!();
      if (error) reject(error);
      else resolve(user);
    });
  });
}

test('with the broker away users is ready, degraded, and takes sign-ups, whose events wait', async () => {
  const users = await spawn({ KAFKA_BROKERS: '127.0.0.1:1', KAFKA_PREFIX: freshPrefix() });
  expect((await users.ask('/readyz')).status).toBe(200);
  expect((await users.ask('/auth/signup', { email: 'away@example.com', password })).status).toBe(201);
  const health = await until(async () => {
    const { body } = await users.ask('/health');
    return body.checks?.outbox?.rows === 1 && body;
  });
  expect(health).toMatchObject({
    status: 'degraded',
    checks: { database: { status: 'up' }, kafka: { status: 'down' } },
  });
  expect(await users.stop()).toBe(0);
}, 20_000);

test('with the database away users starts, says so, and every answer is a 503 in time', async () => {
  const users = await spawn({ DATABASE_URL: 'postgres://postgres:secret-word@127.0.0.1:1' });
  const before = performance.now();
  for (const path of ['/health', '/readyz', '/.well-known/jwks.json']) expect((await users.ask(path)).status).toBe(503);
  const { status, headers, body } = await users.ask('/auth/login', { email: 'a@example.com', password });
  expect({ status, code: body.code }).toEqual({ status: 503, code: 'database.unavailable' });
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(performance.now() - before).toBeLessThan(12_000);
  expect((await users.ask('/livez')).status).toBe(200);
  expect(await users.stop()).toBe(0);
  expect(users.text()).not.toContain('secret-word');
}, 20_000);
