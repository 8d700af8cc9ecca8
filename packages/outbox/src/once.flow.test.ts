import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { failure } from '@ecomm/testing/failure';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Event } from '@ecomm/events/envelope';
import { twice } from '@ecomm/testing/twice';
import { event, freshOutbox } from './harness.fixture.ts';
import { inboxOf, once } from './once.ts';

let fresh: Awaited<ReturnType<typeof freshOutbox>>;
beforeAll(async () => {
  fresh = await freshOutbox();
});
afterAll(() => fresh.drop());
beforeEach(() => runSql(fresh.db, 'truncate inbox, effects'));

const effect = async (tx: Tx, events: readonly Event[]): Promise<void> => {
  for (const { payload } of events) await runSql(tx, 'insert into effects values ($1)', [Object(payload).n]);
};
const effects = async (): Promise<number[]> =>
  (await runSql<{ n: number }>(fresh.db, 'select n from effects order by ctid')).map(({ n }) => n);

test('a batch delivered twice has its effects once, in order', async () => {
  const inbox = inboxOf(fresh.db);
  await twice(inbox.run)('g', [event(3), event(1), event(2)], effect);
  expect(await effects()).toEqual([3, 1, 2]);
});

test('an event that comes twice in one batch has its effect once', async () => {
  const id = Bun.randomUUIDv7();
  await inboxOf(fresh.db).run('g', [event(1, id), event(2), event(1, id)], effect);
  expect(await effects()).toEqual([1, 2]);
});

test('copies that get the same batch at the same time have its effects once', async () => {
  const events = [event(1), event(2), event(3)];
  const copies = [fresh.db, fresh.open(), fresh.open()].map((db) => inboxOf(db).run('g', events.toReversed(), effect));
  await Promise.all(copies);
  expect(await effects()).toEqual([3, 2, 1]);
});

test('each group has each event', async () => {
  const one = event(1);
  for (const group of ['a', 'b']) await inboxOf(fresh.db).run(group, [one], effect);
  expect(await effects()).toEqual([1, 1]);
});

test('a batch that fails leaves neither effects nor inbox rows', async () => {
  const events = [event(1), event(2)];
  const failing = inboxOf(fresh.db).run('g', events, async (tx, all) => {
    await effect(tx, all);
    throw new Error('undo');
  });
  expect(String(await failure(failing))).toContain('undo');
  expect(await runSql(fresh.db, 'select 1 from inbox union all select 1 from effects')).toEqual([]);
});

test('an id that is no UUID is refused for good', async () => {
  const refused = inboxOf(fresh.db).run('g', [event(1, 'x')], effect);
  expect(await failure(refused)).toMatchObject({ code: 'event.id_invalid', permanent: true });
});

test('once tells the first time from the others', async () => {
  const id = Bun.randomUUIDv7();
  const ask = () => fresh.db.transaction((tx) => once(tx, 'g', id));
  expect([await ask(), await ask()]).toEqual([true, false]);
});
