import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { failure } from '@ecomm/testing/failure';
import { runSql } from '@ecomm/database/run-sql';
import { continueTrace } from '@ecomm/runtime/trace';
import { freshOutbox, thingHappened, upTo } from './harness.fixture.ts';
import { outgoing } from './outgoing.ts';
import { stage, stageAll } from './stage.ts';

let fresh: Awaited<ReturnType<typeof freshOutbox>>;
beforeAll(async () => {
  fresh = await freshOutbox();
});
afterAll(() => fresh.drop());
beforeEach(() => runSql(fresh.db, 'truncate outbox restart identity'));

const rows = () => runSql<Record<string, unknown>>(fresh.db, 'select * from outbox order by position');

test('an event is a row of its transaction, with the trace of the request', async () => {
  const occurredAt = new Date('2026-01-02T03:04:05.678Z');
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const id = await continueTrace(trace, () =>
    fresh.db.transaction((tx) => stage(tx, thingHappened, { thing_id: 7, n: 1 }, { occurredAt })),
  );
  expect(await rows()).toMatchObject([
    {
      position: 1,
      id,
      topic: 'thing.happened',
      key: '7',
      type: 'thing.happened',
      version: 1,
      payload: '{"thing_id":7,"n":1}',
      traceparent: expect.stringContaining('0af7651916cd43dd8448eb211c80319c'),
      sent_at: null,
    },
  ]);
});

test('a rollback stages nothing', async () => {
  const undone = fresh.db.transaction(async (tx) => {
    await stage(tx, thingHappened, { thing_id: 1, n: 1 });
    await stageAll(tx, [outgoing(thingHappened, { thing_id: 1, n: 2 })]);
    throw new Error('undo');
  });
  expect(String(await failure(undone))).toContain('undo');
  expect(await rows()).toEqual([]);
});

test('many of several types are staged in the order they are given, each whole', async () => {
  const other = { ...thingHappened, type: 'thing.ended', topic: 'thing.ended', version: 2 } as const;
  const occurredAt = new Date('2026-01-02T03:04:05.678Z');
  const events = upTo(700).map((n) =>
    continueTrace(undefined, () =>
      outgoing(n % 2 ? other : thingHappened, { thing_id: n % 3, n }, n % 5 ? {} : { occurredAt }),
    ),
  );
  await fresh.db.transaction((tx) => stageAll(tx, events));
  const staged = await rows();
  const sameAs = ({ causeId: cause_id, occurredAt: _, ...event }: (typeof events)[number]) => ({ ...event, cause_id });
  expect(staged).toMatchObject(events.map(sameAs));
  const [late] = await runSql<{ count: number }>(
    fresh.db,
    'select count(*)::int as count from outbox where occurred_at = $1::text::timestamptz',
    [occurredAt.toISOString()],
  );
  expect(late!.count).toBe(140);
});

test('none are nothing to stage', async () => {
  await fresh.db.transaction((tx) => stageAll(tx, []));
  expect(await rows()).toEqual([]);
});

test('a payload that is not what the contract says is not published', async () => {
  const wrong = fresh.db.transaction((tx) => stage(tx, thingHappened, { thing_id: 1, n: 'x' as unknown as number }));
  expect(String(await failure(wrong))).toContain('thing.happened is not what its contract says: /n Expected integer');
  expect(await rows()).toEqual([]);
});

test('a payload with a field its contract does not know is not published, and where the compiler sees it it does not compile', async () => {
  const row = { thing_id: 1, n: 1, secret: 'x' };
  // @ts-expect-error by way of a variable too
  const seen = fresh.db.transaction((tx) => stage(tx, thingHappened, row));
  expect(String(await failure(seen))).toContain('thing.happened is not what its contract says: /secret Unexpected');
  // @ts-expect-error and of one of many
  expect(() => outgoing(thingHappened, row)).toThrow('/secret Unexpected');
  const hidden: { thing_id: number; n: number } = row;
  expect(String(await failure(fresh.db.transaction((tx) => stage(tx, thingHappened, hidden))))).toContain('/secret');
  expect(await rows()).toEqual([]);
});

test('an event can be staged again under its old id', async () => {
  const id = Bun.randomUUIDv7();
  for (const n of [1, 1]) await fresh.db.transaction((tx) => stage(tx, thingHappened, { thing_id: 1, n }, { id }));
  expect((await rows()).map((row) => row.id)).toEqual([id, id]);
});

test('what is staged while an event is handled names it as its cause; what a request stages names none', async () => {
  const cause = Bun.randomUUIDv7();
  const payload = { thing_id: 1, n: 1 };
  const both = () =>
    fresh.db.transaction(async (tx) => {
      await stage(tx, thingHappened, payload);
      await stageAll(tx, [outgoing(thingHappened, payload), outgoing(thingHappened, payload)]);
    });
  await continueTrace(undefined, both, cause);
  await continueTrace(undefined, both);
  expect((await rows()).map((row) => row.cause_id)).toEqual([cause, cause, cause, null, null, null]);
});
