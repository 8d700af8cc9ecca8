import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'bun:test';
import type { LetterDetail, Status } from './readers.ts';

const letter = (n: number, of: Partial<LetterDetail> = {}): LetterDetail => ({
  id: `0198c0de-0000-7000-8000-00000000000${n}`,
  group: 'orders-group',
  topic: 'payment.succeeded',
  partition: 3,
  offset: String(n),
  event_id: null,
  key: '7',
  reason: 'refused: payment.mismatch',
  attempts: 1,
  first_at: '2026-01-05T09:30:00.400Z',
  last_at: '2026-01-05T09:30:00.400Z',
  trace_id: null,
  status: 'open',
  handled_at: null,
  headers: { ce_type: 'payment.succeeded' },
  value: '{"amount":1}',
  value_encoding: 'utf-8',
  ...of,
});

let letters: Map<string, LetterDetail>;
/** Letters that fail again when they are redriven. */
let stubborn: Set<string>;
let settled: string[];
let server: ReturnType<typeof Bun.serve>;

const problem = (status: number, code: string, detail: string) => Response.json({ code, detail }, { status });

/** users and the four readers at once: orders has the letters. */
async function answer(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const [, service, ...path] = pathname.split('/');
  if (service === 'users') {
    const { password } = (await request.json()) as { password: string };
    return password === 'right' ? Response.json({ token: 't' }) : problem(401, 'auth.invalid_credentials', 'Wrong.');
  }
  if (request.headers.get('authorization') !== 'Bearer t') return problem(401, 'auth.missing_token', 'No token.');
  const [, id, verb] = path;
  if (!id) return Response.json(page(service === 'orders' ? [...letters.values()] : [], searchParams));
  const found = service === 'orders' ? letters.get(id) : undefined;
  if (!found) return problem(404, 'dead_letter.not_found', 'There is no such dead letter here.');
  if (verb === 'redrive' && stubborn.has(id)) return problem(409, 'dead_letter.refused', 'It failed again: why');
  if (!verb) return Response.json(found);
  settled.push(`${verb} ${found.offset}`);
  return Response.json({ ...found, status: verb === 'redrive' ? 'redriven' : 'discarded' });
}

function page(all: LetterDetail[], query: URLSearchParams) {
  const status = query.get('status') as Status | null;
  const wanted = all
    .filter((one) => (!status || one.status === status) && one.topic === (query.get('topic') ?? one.topic))
    .toSorted((a, b) => b.id.localeCompare(a.id));
  const from = Number(query.get('cursor') ?? 0);
  return { items: wanted.slice(from, from + 2), next_cursor: wanted.length > from + 2 ? String(from + 2) : null };
}

beforeEach(() => {
  letters = new Map([1, 2, 3].map((n) => [letter(n).id, letter(n)]));
  stubborn = new Set();
  settled = [];
  server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer });
});
afterEach(() => server.stop(true));

async function dlq(args: string, env: Record<string, string> = {}) {
  const services = ['users', 'products', 'orders', 'payments', 'notifications'];
  const urls = services.map((name) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${server.port}/${name}`]);
  const child = Bun.spawn([process.execPath, join(import.meta.dir, '../dlq.ts'), ...args.split(' ')], {
    env: { ...process.env, ...Object.fromEntries(urls), ADMIN_PASSWORD: 'right', ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { code: await child.exited, out, errors };
}
const { id } = letter(2);

test('list shows those of every service, all pages, newest first', async () => {
  const { code, out } = await dlq('list');
  expect(code).toBe(0);
  const lines = out.trim().split('\n');
  expect(lines[0]).toMatch(/^id +status +group +record +tries +last tried +reason$/);
  expect(lines.slice(1).map((line) => /payment\.succeeded\[3\]@(\d)/.exec(line)?.[1])).toEqual(['3', '2', '1']);
});

test('list narrows by status, topic and service; --json gives one object a line', async () => {
  letters.set(letter(4).id, letter(4, { status: 'discarded', topic: 'order.created' }));
  const { out } = await dlq('--json list --status discarded');
  expect(JSON.parse(out)).toMatchObject({ service: 'orders', id: letter(4).id });
  expect((await dlq('list --topic order.created')).out).not.toContain('payment.succeeded');
  expect((await dlq('--service products list')).out).toBe('There are no dead letters.\n');
});

test('list shows what it can when a service is away, and says which one and the way out', async () => {
  const { code, out, errors } = await dlq('list', { PRODUCTS_URL: 'http://127.0.0.1:1' });
  expect([code, errors]).toEqual([
    1,
    'products does not answer at http://127.0.0.1:1: start the shop (bun run start), or set PRODUCTS_URL.\n',
  ]);
  expect(out).toContain(id);
});

test('show finds whose letter it is, and lets no value speak to the terminal', async () => {
  letters.set(id, letter(2, { value: '{"amount":1} \u001b[31mred' }));
  const { code, out } = await dlq(`show ${id}`);
  expect(code).toBe(0);
  expect(out).toContain('ce_type  payment.succeeded');
  expect(out).toContain('\ufffd[31mred');
});

test('redrive and discard settle one', async () => {
  expect(await dlq(`redrive ${id}`)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^redriven .*orders-group\n$/),
  });
  expect(await dlq(`discard ${id}`)).toMatchObject({ code: 0 });
  expect(settled).toEqual(['redrive 2', 'discard 2']);
});

test('redrive all takes the open ones of a topic, oldest first, and names in the end those that failed again', async () => {
  letters.set(letter(4).id, letter(4, { status: 'discarded' }));
  letters.set(letter(5).id, letter(5, { topic: 'order.created' }));
  stubborn.add(id);
  const { code, errors } = await dlq('redrive all --topic payment.succeeded');
  expect(settled).toEqual(['redrive 1', 'redrive 3']);
  expect([code, errors]).toEqual([
    1,
    `1 stay as they are:\n${id}  orders: It failed again: why (dead_letter.refused)\n`,
  ]);
  expect((await dlq('redrive all')).errors).toBe(
    'Name the topic of which all are meant: bun run dlq redrive all --topic payment.succeeded.\n',
  );
});

test('an unknown letter, a wrong password and a wrong option are told in a sentence', async () => {
  expect(await dlq('show nonsense')).toMatchObject({ code: 1, errors: expect.stringContaining('bun run dlq list') });
  const { code, errors } = await dlq('list', { ADMIN_PASSWORD: 'wrong' });
  expect([code, errors]).toEqual([
    1,
    "users: Wrong. (auth.invalid_credentials)\nSet ADMIN_EMAIL (now admin@ecomm.local) and ADMIN_PASSWORD to an admin's.\n",
  ]);
  expect((await dlq('list --status lost')).errors).toContain('Allowed choices are open, redriven, discarded');
  expect((await dlq('--help')).out).toContain('redrive');
});
