import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { failure } from '@ecomm/testing/failure';
import { runSql } from '@ecomm/database/run-sql';
import { lettersShop } from './dead-letters.fixture.ts';

let shop: Awaited<ReturnType<typeof lettersShop>>;
beforeAll(async () => {
  shop = await lettersShop();
});
afterAll(() => shop.drop());
beforeEach(() => shop.empty());

const list = (query: Parameters<typeof shop.handlers.listDeadLetters>[0]['query']) =>
  shop.handlers.listDeadLetters({ query });
const read = async () => shop.handlers.readDeadLetter({ params: { id: (await shop.letter()).id } });
const poison = (text: string | Buffer | null) =>
  shop.record(1, { value: typeof text === 'string' ? Buffer.from(text) : text });

test('an event that is put aside is a row with all of it, and a record of the topic', async () => {
  const traceparent = Buffer.from('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
  const record = poison('no json');
  record.headers = { ...record.headers, traceparent, extra: Buffer.from('kept') };
  expect(await shop.deliver([record])).toEqual({ done: 1 });
  expect(shop.sent.splice(0)).toEqual(['thing.happened.g.dlq']);
  const letter = await shop.letter();
  expect(letter.first_at <= letter.last_at).toBe(true);
  expect({ ...letter, id: '', first_at: '', last_at: '' }).toEqual({
    id: '',
    group: 'g',
    topic: 'thing.happened',
    partition: 2,
    offset: record.offset,
    event_id: String(record.headers['ce_id']),
    key: '1',
    reason: 'undecodable: not JSON',
    attempts: 1,
    first_at: '',
    last_at: '',
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    status: 'open',
    handled_at: null,
  });
  const { headers, ...detail } = await read();
  expect(detail).toEqual({ ...letter, value: 'no json', value_encoding: 'utf-8' });
  expect(headers).toMatchObject({ extra: 'kept', ce_type: 'thing.happened' });
});

test('a record that comes again makes no second row', async () => {
  const record = poison('{');
  for (let times = 0; times < 2; times += 1) expect(await shop.deliver([record])).toEqual({ done: 1 });
  expect((await list({})).items).toHaveLength(1);
});

test('nothing that bytes can hold keeps a record from being put aside', async () => {
  const bytes = Buffer.from([0, 0xff, 0xfe, 0xd8, 0, 0x80, 34]);
  const headers = { 'a\0b': bytes, ce_id: bytes, ce_type: bytes, traceparent: bytes, list: [bytes, bytes] };
  expect(await shop.deliver([shop.record(1, { key: bytes, value: bytes, headers })])).toEqual({ done: 1 });
  expect(await read()).toMatchObject({ value: bytes.toString('base64'), value_encoding: 'base64', trace_id: null });
});

const values: [string, string | Buffer | null, string | null, 'utf-8' | 'base64'][] = [
  ['none', null, null, 'utf-8'],
  ['a byte order mark', Buffer.from('\ufeffx'), '\ufeffx', 'utf-8'],
  ['half a character', Buffer.from([0x78, 0xc3]), Buffer.from([0x78, 0xc3]).toString('base64'), 'base64'],
  ['more than 64 KiB, cut within a character', `x${'é'.repeat(40_000)}`, `x${'é'.repeat(32_767)}`, 'utf-8'],
  ['more than 64 KiB of bytes', Buffer.alloc(70_000, 0xff), Buffer.alloc(65_536, 0xff).toString('base64'), 'base64'],
];
test.each(values)(
  'a value is shown up to 64 KiB, as text where it is text: %s',
  async (_, value, expected, encoding) => {
    await shop.deliver([poison(value)]);
    const shown = await read();
    expect(shown.value_encoding).toBe(encoding);
    expect(shown.value).toBe(expected);
  },
);

test('letters are listed newest first, page by page, of a status, of a topic, and of this group alone', async () => {
  await shop.deliver([1, 2, 3, 4, 5].map(() => poison('{')));
  const all = (await list({})).items;
  expect(all.map(({ id }) => id)).toEqual(
    all
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
  );
  const first = await list({ limit: 3 });
  const second = await list({ limit: 3, cursor: first.next_cursor! });
  expect([...first.items, ...second.items]).toEqual(all);
  expect(second.next_cursor).toBeNull();
  await shop.handlers.discardDeadLetter({ params: { id: all[1]!.id } });
  expect((await list({ status: 'discarded' })).items.map(({ id }) => id)).toEqual([all[1]!.id]);
  expect((await list({ status: 'open', topic: 'thing.happened' })).items).toHaveLength(4);
  expect((await list({ topic: 'other' })).items).toEqual([]);
  expect(await failure(list({ cursor: 'forged' }))).toMatchObject({ status: 400, code: 'cursor.invalid' });
  await runSql(shop.db, `update dead_letters set consumer = 'another' where id = $1`, [all[0]!.id]);
  expect((await list({})).items).toHaveLength(4);
  const foreign = shop.handlers.readDeadLetter({ params: { id: all[0]!.id } });
  expect(await failure(foreign)).toMatchObject({ status: 404, code: 'dead_letter.not_found' });
});
