import { afterAll, beforeAll, expect, test } from 'bun:test';
import { freshGadgets, type Fresh } from './gadgets.fixture.ts';

let service: Fresh;
beforeAll(async () => void (service = await freshGadgets()));
afterAll(() => service.close());

const wish = { title: 'Just right', note: 'Better than the picture.' };
const create = (body: unknown, user?: number) =>
  service.ask('POST', '/', { body, ...(user === undefined ? {} : { user }) });
const read = (path: string) => service.ask('GET', path, { user: 0 });

test('what a user makes is answered, there for everybody, and announced once', async () => {
  const made = await create(wish);
  expect(made).toMatchObject({ status: 201, body: { ...wish, user_id: 7 } });
  const { id, created_at } = made.body as { id: string; created_at: string };
  expect(created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(await read(`/${id}`)).toEqual({ status: 200, body: made.body });
  const events = await service.staged(id);
  expect(events.map(({ type, payload }) => [type, JSON.parse(payload)])).toEqual([
    ['gadget.created', { gadget_id: id, user_id: 7, ...wish, created_at }],
  ]);
});

test('a note that is left out is null in answers and missing in the event', async () => {
  const { body } = await create({ title: 'Bare' });
  expect(body).toMatchObject({ title: 'Bare', note: null });
  const [event] = await service.staged(String(body['id']));
  expect(JSON.parse(event!.payload)).not.toHaveProperty('note');
});

test('without a token none is made', async () => {
  expect(await create({ title: 'Nobody' }, 0)).toMatchObject({ status: 401, body: { code: 'auth.missing_token' } });
  expect(await service.countOf('Nobody')).toEqual({ rows: 0, events: 0 });
});

test.each([
  {},
  { title: '' },
  { title: 'two\nlines' },
  { ...wish, note: 'NUL \0' },
  { ...wish, user_id: 8 },
  'x',
  null,
])('the body %j is refused', async (body) => {
  expect(await create(body)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
});

test.each([Bun.randomUUIDv7(), '1', 'x', '%00'])('GET /%s finds none', async (id) => {
  expect(await read(`/${id}`)).toMatchObject({ status: 404 });
});

test('all are read page by page, newest first, each once', async () => {
  for (let count = 0; count < 4; count += 1) await create(wish);
  const whole = await read('/list?limit=100');
  const items = whole.body['items'] as { id: string }[];
  expect(whole.body['next_cursor']).toBeNull();
  expect(items.map(({ id }) => id)).toEqual(
    items
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
  );
  const seen: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await read(`/list?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...(body['items'] as unknown[]));
    cursor = body['next_cursor'] as string | null;
  }
  expect(seen).toEqual(items);
});

test.each(['x', 'MQ', 'WyJ4Il0'])('the cursor %s is forged', async (cursor) => {
  expect(await read(`/list?cursor=${cursor}`)).toMatchObject({ status: 400, body: { code: 'cursor.invalid' } });
});

test.each(['limit=0', 'limit=101', 'limit=x'])('GET /list?%s is invalid', async (query) => {
  expect(await read(`/list?${query}`)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
});
