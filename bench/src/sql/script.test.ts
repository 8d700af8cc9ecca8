import { expect, test } from 'bun:test';
import { drawnIds, toScript } from './script.ts';

const order = '01900000-0000-7000-8000-00000000000a';
const event = '01900000-0000-7000-8000-00000000000b';
const known = '01900000-0000-7000-8000-00000000000c';
const script = (sql: string, parameters: (string | null)[], types: string[]) =>
  toScript({ statements: [{ sql, parameters }], types: [types], drawn: [order, event], buyer: 7_654_321 })[0];
const id = (which: number) =>
  `lpad(to_hex(:n::bigint), 8, '0') || '-' || lpad(to_hex(:client_id::int), 4, '0') || '-7000-8000-00000000000${which}'`;

test('drawn ids are those of one request that another one has not', () => {
  const heard = (...parameters: (string | null)[]) => [{ connection: 1, sql: '', parameters }];
  expect(drawnIds(heard(known, null, `{"a":"${order}"}`), heard(known, event))).toEqual([order]);
});

test('parameters become typed literals: ids new ones, the buyer another, wherever they stand', () => {
  expect(script('insert into orders values ($1, $2, $3)', [order, '7654321', null], ['uuid', 'bigint', 'text'])).toBe(
    `insert into orders values ((${id(0)})::uuid, (:buyer::text)::bigint, null::text)`,
  );
  expect(script('select $1', [`{"o":"${event}","u":7654321}`], ['json'])).toBe(
    `select (E'{"o"\\x3a"' || ${id(1)} || E'","u"\\x3a' || :buyer::text || E'}')::json`,
  );
});

test('what would be a variable of pgbench, a quote or a backslash is spelled otherwise', () => {
  expect(script(`select to_char(now(), 'HH24:MI''') || E'a:b', $1`, [`it's 7:30 \\ "x"`], ['text'])).toBe(
    `select to_char(now(), E'HH24\\x3aMI\\'') || E'a\\x3ab', (E'it\\'s 7\\x3a30 \\\\ "x"')::text`,
  );
  expect(script('select 1::int', [], [])).toBe('select 1::int');
  expect(script('select $1', [''], ['text'])).toBe(`select (E'')::text`);
});

test('of two ids that begin alike each is its own', () => {
  const longer = toScript({
    statements: [{ sql: 'select $11, $1', parameters: ['a', ...Array<string>(9).fill(''), 'k'] }],
    types: [Array<string>(11).fill('text')],
    drawn: [],
    buyer: 1,
  });
  expect(longer).toEqual([`select (E'k')::text, (E'a')::text`]);
});
