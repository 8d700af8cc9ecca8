import { Type as T } from '@sinclair/typebox';
import { expect, test } from 'bun:test';
import { notes } from '../fixtures/notes.ts';
import type { Edge } from './edge.ts';
import { health, type HealthOptions } from './health.ts';
import { implement } from './implement.ts';

const state = T.Object({ status: T.Union([T.Literal('up'), T.Literal('down')]) });
const whole = T.Object({
  status: T.Union([T.Literal('ok'), T.Literal('degraded'), T.Literal('down')]),
  service: T.String(),
  version: T.String(),
  uptime_seconds: T.Number({ minimum: 0 }),
  checks: T.Object({
    database: state,
    kafka: state,
    outbox: T.Optional(T.Object({ rows: T.Integer(), oldest_seconds: T.Number() })),
    consumer: T.Optional(T.Object({ lag: T.Integer() })),
    breakers: T.Optional(
      T.Record(T.String(), T.Union([T.Literal('closed'), T.Literal('half_open'), T.Literal('open')])),
    ),
  }),
});
const probe = T.Object({ status: T.Union([T.Literal('ok'), T.Literal('unavailable')]) });
const read = { method: 'GET', auth: 'none', status: 200, problems: {} } as const;
const contract = {
  readHealth: { ...read, path: '/health', responses: { 200: whole, 503: whole } },
  readLivez: { ...read, path: '/livez', responses: { 200: probe } },
  readReadyz: { ...read, path: '/readyz', responses: { 200: probe, 503: probe } },
} as const;

const { log } = await notes();
const edge: Edge = {
  service: 'orders',
  version: '1.2.3',
  authenticate: () => ({ id: 1, role: 'admin' }),
  log,
  corsOrigins: [],
  swagger: false,
  document: {},
  asyncapi: {},
  production: false,
};

function orders(over: Partial<HealthOptions> = {}) {
  const { stopping, ...handlers } = health({
    service: 'orders',
    version: '1.2.3',
    database: async () => {},
    kafka: () => true,
    outbox: async () => ({ rows: 3, oldest_seconds: 0.5 }),
    consumer: () => 7,
    breakers: () => ({ users: 'closed' }),
    ...over,
  });
  const app = implement(contract, handlers, edge);
  const ask = async (path: string) => {
    const response = await app.handle(new Request(`http://localhost${path}`));
    // oxlint-disable-next-line typescript/no-explicit-any -- three shapes
    return { code: response.status, ...((await response.json()) as any) };
  };
  return { ask, stopping };
}

test('all well is 200 ok with every check', async () => {
  const { ask } = orders();
  const { uptime_seconds, ...rest } = await ask('/health');
  expect(uptime_seconds).toBeGreaterThan(0);
  expect(rest).toEqual({
    code: 200,
    status: 'ok',
    service: 'orders',
    version: '1.2.3',
    checks: {
      database: { status: 'up' },
      kafka: { status: 'up' },
      outbox: { rows: 3, oldest_seconds: 0.5 },
      consumer: { lag: 7 },
      breakers: { users: 'closed' },
    },
  });
  expect(await ask('/readyz')).toEqual({ code: 200, status: 'ok' });
  expect(await ask('/livez')).toEqual({ code: 200, status: 'ok' });
});

test('Kafka or a called service down is 200 degraded, and still ready', async () => {
  for (const over of [{ kafka: () => false }, { breakers: () => ({ users: 'open' as const }) }]) {
    const { ask } = orders(over);
    expect(await ask('/health')).toMatchObject({ code: 200, status: 'degraded' });
    expect(await ask('/readyz')).toEqual({ code: 200, status: 'ok' });
  }
});

test('the database down is 503, not ready, still alive; what could not be looked at is left out', async () => {
  const away = async () => Promise.reject(new Error('away'));
  const { ask } = orders({ database: away, outbox: away });
  const found = await ask('/health');
  expect(found).toMatchObject({
    code: 503,
    status: 'down',
    checks: { database: { status: 'down' }, consumer: { lag: 7 } },
  });
  expect(found.checks).not.toHaveProperty('outbox');
  expect(await ask('/readyz')).toEqual({ code: 503, status: 'unavailable' });
  expect(await ask('/livez')).toEqual({ code: 200, status: 'ok' });
});

test('a database that says nothing is 503 within about a second', async () => {
  const { ask } = orders({ database: () => new Promise(() => {}), consumer: () => new Promise(() => {}) });
  const before = performance.now();
  const [found, ready] = await Promise.all([ask('/health'), ask('/readyz')]);
  expect([found.code, ready.code]).toEqual([503, 503]);
  expect(performance.now() - before).toBeLessThan(1_950);
});

test('asking a thousand times looks once', async () => {
  let looks = 0;
  const { ask } = orders({
    database: async () => {
      looks += 1;
    },
  });
  await Promise.all(Array.from({ length: 500 }, () => Promise.all([ask('/health'), ask('/readyz')])));
  expect(looks).toBe(1);
});

test('a stopping service is not ready', async () => {
  const { ask, stopping } = orders();
  stopping();
  expect(await ask('/readyz')).toEqual({ code: 503, status: 'unavailable' });
  expect(await ask('/livez')).toEqual({ code: 200, status: 'ok' });
});
