import { describe, expect, test } from 'bun:test';
import { json, notes } from '../fixtures/notes.ts';

const { ask, customer } = await notes({
  createNote: ({ headers }) => ({ id: 1, text: headers['idempotency-key'] ?? 'none', tags: [] }),
});
const query = async (text: string) => {
  const { status, json: body } = await ask('GET', `/list${text}`);
  return status === 200 ? JSON.parse(body.next_cursor) : [status, body.code, ...body.errors];
};

describe('a query', () => {
  test('is converted by the letter and filled with defaults', async () => {
    expect(await query('')).toEqual({ limit: 20 });
    expect(await query('?')).toEqual({ limit: 20 });
    expect(await query('?limit=100&min_price=2.50&in_stock=true&q=a%20b%2B+c&cursor=')).toEqual({
      limit: 100,
      min_price: 2.5,
      in_stock: true,
      q: 'a b+ c',
      cursor: '',
    });
    expect(await query(`?q=${encodeURIComponent("100%_' or 1=1 -- é")}`)).toMatchObject({ q: "100%_' or 1=1 -- é" });
  });

  test('with a number that is not written as one is 422', async () => {
    for (const limit of [
      '0x10',
      '%20',
      '',
      '2.0',
      '1e1',
      '+1',
      '01',
      '1%00',
      '1_0',
      '٣',
      'NaN',
      '99999999999999999999',
    ])
      expect([limit, ...(await query(`?limit=${limit}`))]).toEqual([
        limit,
        422,
        'request.invalid',
        { path: 'limit', message: 'must be an integer' },
      ]);
    for (const price of ['1e2', '.5', '5.', '-1', '1,5', 'Infinity', '2.505'])
      expect((await query(`?min_price=${price}`))[0]).toBe(422);
    for (const flag of ['1', 'TRUE', 'yes', '']) expect((await query(`?in_stock=${flag}`))[0]).toBe(422);
  });

  test('out of bounds, unknown or repeated is 422', async () => {
    expect(await query('?limit=0')).toContainEqual({ path: 'limit', message: 'must be at least 1' });
    expect(await query('?limit=101')).toContainEqual({ path: 'limit', message: 'must be at most 100' });
    expect(await query('?limits=1')).toContainEqual({ path: 'limits', message: 'is not a known field' });
    expect(await query('?limit=1&limit=2')).toContainEqual({ path: 'limit', message: 'must be an integer' });
    expect(await query('?q=a&q=b')).toContainEqual({ path: 'q', message: 'must be a text' });
    expect(await query('?__proto__=1')).toContainEqual({ path: '__proto__', message: 'is not a known field' });
    expect(await query('?q=a%00b')).toContainEqual({ path: 'q', message: 'must not contain NUL' });
    expect((await ask('GET', '/1?x=1')).status).toBe(422);
  });
});

test('a malformed id in a path is the operation’s own 404', async () => {
  const ids = [
    '0',
    '-1',
    '1x',
    '0x1',
    '1.0',
    '1e0',
    '%20',
    '+1',
    '01',
    '2147483648',
    '99999999999999999999',
    '%00',
    '%ZZ',
    "1'--",
  ];
  for (const id of ids) {
    const { status, json: body } = await ask('GET', `/${id}`);
    expect([id, status, body.code]).toEqual([id, 404, 'note.not_found']);
  }
  expect((await ask('GET', '/2147483647')).json.id).toBe(2147483647);
  expect((await ask('GET', `/pictures/${'a'.repeat(101)}`)).json.code).toBe('picture.not_found');
  expect((await ask('GET', '/pictures/%00')).json.code).toBe('picture.not_found');
});

test('declared headers reach the handler, checked; others do not', async () => {
  const create = (headers: Record<string, string>) =>
    ask('POST', '/create', json({ text: 'a' }, { ...customer, ...headers }));
  expect((await create({ 'Idempotency-Key': 'k-1', 'x-other': 'x' })).json.text).toBe('k-1');
  expect((await create({})).json.text).toBe('none');
  const tooLong = await create({ 'idempotency-key': 'k'.repeat(256) });
  expect([tooLong.status, tooLong.json.errors]).toEqual([
    422,
    [{ path: 'idempotency-key', message: 'must have at most 255 characters' }],
  ]);
});
