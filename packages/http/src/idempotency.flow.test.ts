import { connect, type Db } from '@ecomm/database/connect';
import { logger } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import { freshDatabase, type FreshDatabase } from '@ecomm/testing/database';
import { until } from '@ecomm/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { claim, finish, fingerprint, prune, release, type Claim } from './idempotency.ts';

let database: FreshDatabase;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = connect({ url: database.url, log: logger({ service: 'test', level: 'silent' }) });
  await db.execute(sql`create table idempotency_keys (user_id integer not null, key text not null, fingerprint text not null,
    resource_id uuid not null, token uuid not null, leased_until timestamptz not null, status smallint, body text,
    created_at timestamptz not null default clock_timestamp(), primary key (user_id, key))`);
  await db.execute(sql`create table effects (id uuid primary key)`);
});
afterAll(async () => {
  await db.$close();
  await database.drop();
});

let users = 0;
const wanted = (body: unknown = { a: 1 }) => ({
  userId: (users += 1),
  key: 'k',
  fingerprint: fingerprint('createOrder', body),
});
const claimed = async (want: ReturnType<typeof wanted>): Promise<Claim> => {
  const got = await claim(db, want);
  if (got.kind === 'replay') throw new Error('a replay');
  return got;
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error: unknown) => (error instanceof Problem ? `${error.status} ${error.code}` : String(error)),
  );
const effect = (mine: Claim, answer: unknown = { id: mine.id }) =>
  db.transaction(async (tx) => {
    await tx.execute(sql`insert into effects values (${mine.id})`);
    await finish(tx, mine, { status: 201, body: answer });
  });
const effects = async (id: string) => (await db.execute(sql`select 1 from effects where id = ${id}`)).length;
const rewind = (interval: string) =>
  db.execute(sql`update idempotency_keys set created_at = created_at - ${interval}::interval, leased_until = leased_until - ${interval}::interval
    where user_id = ${users}`);

describe('a key', () => {
  test('is fresh the first time, and finished gives the same bytes again for 24 h', async () => {
    const want = wanted();
    const mine = await claimed(want);
    expect(mine.kind).toBe('fresh');
    await effect(mine, { id: mine.id, amount: 99.9, name: 'é', list: [] });
    const again = await claim(db, want);
    expect(again).toEqual({
      kind: 'replay',
      status: 201,
      body: `{"id":"${mine.id}","amount":99.9,"name":"é","list":[]}`,
    });
    await rewind('23 hours 59 minutes');
    expect((await claim(db, want)).kind).toBe('replay');
    await rewind('2 minutes');
    const later = await claimed(want);
    expect([later.kind, later.id === mine.id]).toEqual(['fresh', false]);
  });

  test('of another user is another key', async () => {
    const one = await claimed(wanted());
    const two = await claimed(wanted());
    expect(one.id).not.toBe(two.id);
  });

  test('with another body is 422, running or finished; the order of fields does not matter', async () => {
    const want = wanted({ a: 1, b: [{ c: 1, d: 2 }] });
    const other = { ...want, fingerprint: fingerprint('createOrder', { a: 1, b: [{ c: 2, d: 2 }] }) };
    const mine = await claimed(want);
    expect(await codeOf(claim(db, other))).toBe('422 idempotency.key_reused');
    await effect(mine);
    expect(await codeOf(claim(db, other))).toBe('422 idempotency.key_reused');
    const same = { ...want, fingerprint: fingerprint('createOrder', { b: [{ d: 2, c: 1 }], a: 1 }) };
    expect((await claim(db, same)).kind).toBe('replay');
    expect(fingerprint('refund', { a: 1 })).not.toBe(fingerprint('createOrder', { a: 1 }));
  });

  test('whose first request runs is 409 with the rest of its lease to wait', async () => {
    const want = wanted();
    await claimed(want);
    const error = await claim(db, want).then(
      () => undefined,
      (thrown: unknown) => thrown as Problem,
    );
    expect(error).toMatchObject({ status: 409, code: 'idempotency.in_progress' });
    expect(error!.retryAfterSeconds).toBeWithin(9, 11);
  });

  test('is won by one of many at once', async () => {
    const want = wanted();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => codeOf(claim(db, want))));
    expect(outcomes.toSorted()).toEqual([...Array(19).fill('409 idempotency.in_progress'), 'ok']);
  });

  test('that is not 1 to 255 visible ASCII characters is 422', async () => {
    for (const key of ['', ' ', 'a b', 'é', 'a\u0000', 'a\r\nb', 'k'.repeat(256)])
      expect([key, await codeOf(claim(db, { ...wanted(), key }))]).toEqual([key, '422 request.invalid']);
    expect(await codeOf(claim(db, { ...wanted(), key: 'k'.repeat(255) }))).toBe('ok');
  });
});

describe('a claim', () => {
  test('whose lease is over is taken over with the same id, and its first holder rolls back', async () => {
    const want = wanted();
    const first = await claimed(want);
    await rewind('11 seconds');
    const second = await claimed(want);
    expect([second.kind, second.id, second.token === first.token]).toEqual(['taken_over', first.id, false]);
    expect(await codeOf(effect(first))).toBe('409 idempotency.in_progress');
    expect(await effects(first.id)).toBe(0);
    await effect(second);
    expect(await effects(first.id)).toBe(1);
    expect((await claim(db, want)).kind).toBe('replay');
  });

  test('is not taken over while its transaction commits: who comes then gets the answer', async () => {
    const want = wanted();
    const mine = await claimed(want);
    await rewind('11 seconds');
    const { promise: finished, resolve: finishedNow } = Promise.withResolvers<void>();
    const { promise: commit, resolve: commitNow } = Promise.withResolvers<void>();
    const transaction = db.transaction(async (tx) => {
      await finish(tx, mine, { status: 201, body: {} });
      finishedNow();
      await commit;
    });
    await finished;
    const late = claim(db, want);
    await until(async () => (await waiting()) > 0, { what: 'the second claim at the row lock' });
    commitNow();
    await transaction;
    expect((await late).kind).toBe('replay');
  });

  test('released after a refusal may succeed later; released late it takes nothing from another', async () => {
    const want = wanted();
    const first = await claimed(want);
    await release(db, first);
    const second = await claimed(want);
    expect(second.kind).toBe('fresh');
    await release(db, first);
    expect(await codeOf(claim(db, want))).toBe('409 idempotency.in_progress');
    await effect(second);
    await release(db, second);
    expect((await claim(db, want)).kind).toBe('replay');
  });

  test('finished in a transaction that rolls back is not finished', async () => {
    const want = wanted();
    const mine = await claimed(want);
    const rolledBack = db.transaction(async (tx) => {
      await finish(tx, mine, { status: 201, body: {} });
      throw new Error('no');
    });
    expect(await codeOf(rolledBack)).toBe('Error: no');
    expect(await codeOf(claim(db, want))).toBe('409 idempotency.in_progress');
  });
});

test('pruning takes what is older than 24 h and nothing else', async () => {
  await claimed(wanted());
  await db.execute(sql`insert into idempotency_keys (user_id, key, fingerprint, resource_id, token, leased_until, created_at)
    select -n, 'old', '', gen_random_uuid(), gen_random_uuid(), now(), now() - interval '25 hours' from generate_series(1, 2500) n`);
  expect(await prune(db)).toBeGreaterThanOrEqual(2500);
  expect((await db.execute(sql`select 1 from idempotency_keys where key = 'old'`)).length).toBe(0);
  expect((await db.execute(sql`select 1 from idempotency_keys where user_id = ${users}`)).length).toBe(1);
});

const waiting = async (): Promise<number> => {
  const rows = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
  );
  return rows[0]?.n ?? 0;
};
