import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { failure } from '@ecomm/testing/failure';
import { runSql } from '@ecomm/database/run-sql';
import type { InRecord } from '@ecomm/events/envelope';
import { Problem } from '@ecomm/runtime/problem';
import { causeId } from '@ecomm/runtime/trace';
import { lettersShop } from './dead-letters.fixture.ts';

let shop: Awaited<ReturnType<typeof lettersShop>>;
beforeAll(async () => {
  shop = await lettersShop();
});
afterAll(() => shop.drop());
beforeEach(async () => {
  await shop.empty();
  shop.behaviour.handle = async () => {};
});

const wrong = new Problem(422, 'payment.mismatch', 'Not the amount', { permanent: true });
const failWith = (error: Error) => () =>
  (shop.behaviour.handle = async () => {
    throw error;
  });
const refuse = failWith(wrong);
const works = () => (shop.behaviour.handle = async () => {});

/** Puts a record aside, as a permanent refusal does. */
async function put(record: InRecord = shop.record(1)) {
  refuse();
  expect(await shop.deliver([record])).toEqual({ done: 1 });
  works();
  return shop.letter();
}
const redrive = (id: string) => shop.handlers.redriveDeadLetter({ params: { id } });
const inbox = () => runSql(shop.db, 'select event_id from inbox');

test('a letter that is redriven has its effect, is in the inbox under its own id, and is settled, all at once', async () => {
  const letter = await put();
  const redriven = await redrive(letter.id);
  expect(redriven).toMatchObject({ ...letter, status: 'redriven', handled_at: expect.stringMatching(/Z$/) });
  expect(await shop.letter()).toEqual(redriven);
  expect(await shop.effects()).toEqual([1]);
  expect(await inbox()).toEqual([{ event_id: letter.event_id }]);
});

test('its event coming again from the topic has no second effect, nor has a letter whose event had its effect', async () => {
  const record = shop.record(1);
  const letter = await put(record);
  await redrive(letter.id);
  await shop.deliver([record]);
  expect(await shop.effects()).toEqual([1]);
  await runSql(shop.db, `update dead_letters set status = 'open', handled_at = null`);
  expect(await redrive(letter.id)).toMatchObject({ status: 'redriven' });
  expect(await shop.effects()).toEqual([1]);
});

test('two admins at once: one effect, and the second is told', async () => {
  const { id } = await put();
  const answers = await Promise.all(
    [redrive(id), redrive(id)].map((one) =>
      one.then(
        () => 'done',
        (e: Problem) => e.code,
      ),
    ),
  );
  expect(answers.toSorted()).toEqual(['dead_letter.handled', 'done']);
  expect(await shop.effects()).toEqual([1]);
});

test.each([
  ['permanently', wrong, 409, 'dead_letter.refused', 'payment.mismatch: Not the amount'],
  ['by a bug', new TypeError('x is undefined'), 409, 'dead_letter.refused', 'x is undefined'],
  ['since something is away', new Problem(503, 'users.unavailable', 'down'), 503, 'dead_letter.not_now', 'down'],
])(
  'one that fails again, %s, stays as it was, without effect, and the answer says why',
  async (_, error, status, code, why) => {
    const letter = await put();
    failWith(error)();
    expect(await failure(redrive(letter.id))).toMatchObject({ status, code, detail: expect.stringContaining(why) });
    expect(await shop.letter()).toEqual(letter);
    expect([await shop.effects(), await inbox()]).toEqual([[], []]);
  },
);

test('what cannot be read is refused with its reason', async () => {
  const { id } = await put(shop.record(1, { value: Buffer.from('no json') }));
  expect(await failure(redrive(id))).toMatchObject({
    code: 'dead_letter.refused',
    detail: expect.stringContaining('not JSON'),
  });
});

test('a statement that fails in the handler undoes all of it', async () => {
  const { id } = await put();
  shop.behaviour.handle = async (_, tx) => void (await runSql(tx, 'select 1/0'));
  expect(await failure(redrive(id))).toMatchObject({ code: 'dead_letter.refused' });
  expect([await shop.effects(), await inbox()]).toEqual([[], []]);
});

test('the handler knows the event as its cause', async () => {
  const letter = await put();
  let cause: string | undefined;
  shop.behaviour.handle = async () => void (cause = causeId());
  await redrive(letter.id);
  expect(cause).toBe(letter.event_id!);
});

test('a letter that was discarded or redriven cannot be handled again; an unknown one and another group’s are 404', async () => {
  const { id } = await put();
  const discard = (of: string) => shop.handlers.discardDeadLetter({ params: { id: of } });
  expect(await discard(id)).toMatchObject({ status: 'discarded' });
  for (const again of [redrive, discard]) {
    expect(await failure(again(id))).toMatchObject({ status: 409, code: 'dead_letter.handled' });
    const unknown = failure(again(Bun.randomUUIDv7()));
    expect(await unknown).toMatchObject({ status: 404, code: 'dead_letter.not_found' });
  }
  expect(await shop.effects()).toEqual([]);
  await runSql(shop.db, `update dead_letters set consumer = 'another', status = 'open'`);
  for (const again of [redrive, discard])
    expect(await failure(again(id))).toMatchObject({ status: 404, code: 'dead_letter.not_found' });
});
