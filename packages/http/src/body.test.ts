import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { answerOf, json, notes, serve, type Notes } from '../fixtures/notes.ts';
import { exchange, post } from '../fixtures/socket.ts';

let service: Notes;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await notes();
  server = await serve(service);
});
afterAll(() => server.stop());

const create = async (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
  const sent = { 'content-type': 'application/json', ...service.customer, ...headers };
  return answerOf(await fetch(`${server.url}/create`, { method: 'POST', headers: sent, body }));
};
const refusals = async (...bodies: string[]) =>
  Promise.all(bodies.map(async (body) => create(body).then((answer) => `${answer.status} ${answer.json.code}`)));

describe('a body is refused with', () => {
  test('415 unless it is JSON in UTF-8 without encoding', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=latin1',
      'application/jsonp',
      '',
    ])
      expect(await create('{"text":"a"}', { 'content-type': type })).toMatchObject({
        status: 415,
        json: { code: 'request.unsupported_media_type' },
      });
    const zipped = Uint8Array.from(Bun.gzipSync(Buffer.alloc(50_000_000)));
    expect(await create(zipped, { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
    for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])
      expect(await create('{"text":"a"}', { 'content-type': type })).toMatchObject({ status: 201 });
  });

  test('400 when it is not JSON, not UTF-8 or empty', async () => {
    expect(await refusals('', '{', '{"text":}', 'text', '{"text":"a"} x', '\u0000')).toEqual(
      Array(6).fill('400 request.unreadable'),
    );
    const latin = Uint8Array.from([...Buffer.from('{"text":"'), 0xe9, ...Buffer.from('"}')]);
    expect(await create(latin)).toMatchObject({ status: 400, json: { code: 'request.unreadable' } });
  });

  test('400 when it is nested deeper than 64 levels, brackets in texts not counted', async () => {
    const deep = (levels: number) => `{"text":"a","tags":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(await refusals(deep(64), deep(100_000), '['.repeat(200_000), '{"a":'.repeat(50_000))).toEqual(
      Array(4).fill('400 request.unreadable'),
    );
    expect(await refusals(deep(63))).toEqual(['422 request.invalid']);
    expect(await create(JSON.stringify({ text: `\\"${'[{'.repeat(80)}` }))).toMatchObject({ status: 201 });
  });

  test('413 above 256 KiB, by its length and by its bytes, and the connection lives on', async () => {
    const large = JSON.stringify({ text: 'a'.repeat(256 * 1024) });
    expect(await create(large)).toMatchObject({ status: 413, json: { code: 'request.too_large' } });
    const untold = new ReadableStream({
      start(controller) {
        for (let at = 0; at < large.length; at += 10_000) controller.enqueue(Buffer.from(large.slice(at, at + 10_000)));
        controller.close();
      },
    });
    const streamed = await service.ask('POST', '/create', { ...json('', service.customer), body: untold });
    expect([streamed.status, streamed.json.code]).toEqual([413, 'request.too_large']);
    const chunks = Array.from({ length: 40 }, () => `2710\r\n${'x'.repeat(10_000)}\r\n`).join('');
    const chunked = post('/create', { 'transfer-encoding': 'chunked', ...service.customer }, `${chunks}0\r\n\r\n`);
    const both = await exchange(server.port, `${chunked}GET /1 HTTP/1.1\r\nhost: a\r\n\r\n`, 2);
    expect(both).toMatch(/^HTTP\/1.1 413 [\s\S]*request.too_large[\s\S]*HTTP\/1.1 200 /);
  });

  test('422 with one message for each field', async () => {
    const body = {
      text: '',
      tags: [1, 'x'.repeat(21)],
      price: 1.234,
      lines: [{ product_id: 0, quantity: 1.5 }, { quantity: '2' }, null],
      colour: 'green',
      due: 'tomorrow',
      role: 'admin',
    };
    const { status, json: problem } = await create(JSON.stringify(body));
    expect([status, problem.code, problem.detail]).toEqual([
      422,
      'request.invalid',
      'The body is not as the contract says.',
    ]);
    const told = Object.fromEntries(problem.errors.map(({ path, message }: Record<string, string>) => [path, message]));
    expect(told).toEqual({
      text: 'must have at least 1 character',
      'tags.0': 'must be a text',
      'tags.1': 'must have at most 20 characters',
      price: 'must be a number from 0 to 1000 with at most 2 decimal places',
      'lines.0.product_id': 'must be at least 1',
      'lines.0.quantity': 'must be an integer',
      'lines.1.product_id': 'is required',
      'lines.1.quantity': 'must be an integer',
      'lines.2': 'must be an object',
      colour: 'must be one of "red", "blue"',
      due: 'must be a valid date-time',
      role: 'is not a known field',
    });
    expect(problem.errors).toHaveLength(12);
  });

  test('422 for every wrong quantity, and never a coerced one', async () => {
    for (const quantity of ['0', '-1', '1.5', '1e9', '"2"', 'null', 'true', '[1]', '1e400'])
      expect(await refusals(`{"text":"a","lines":[{"product_id":1,"quantity":${quantity}}]}`)).toEqual([
        '422 request.invalid',
      ]);
    expect(await refusals(`{"text":"a","lines":[${'{},'.repeat(20_000)}{}]}`)).toEqual(['422 request.invalid']);
  });

  test('422 for NUL, half a surrogate pair and __proto__', async () => {
    expect(
      await refusals(
        '{"text":"a\\u0000b"}',
        '{"text":"\\ud800"}',
        '{"text":"a","__proto__":{"role":"admin"}}',
        '{"text":"a","\\u005f_proto__":{"role":"admin"}}',
        '{"text":"a","constructor":{"prototype":{"role":"admin"}}}',
        '[]',
        'null',
        '"text"',
      ),
    ).toEqual(Array(8).fill('422 request.invalid'));
    expect(({} as Record<string, unknown>).role).toBeUndefined();
  });
});

test('a body that stops half-way answers nobody and holds nothing up', async () => {
  const half = post('/create', { 'content-length': '100', ...service.customer }, '{"text":');
  const socket = await Bun.connect({ hostname: '127.0.0.1', port: server.port, socket: { data: () => {} } });
  socket.write(half);
  expect(await create('{"text":"a"}')).toMatchObject({ status: 201 });
  socket.terminate();
  expect(await create('{"text":"a"}')).toMatchObject({ status: 201 });
});

test('a request whose body is not looked at leaves its connection in order', async () => {
  const anonymous = post('/create', { 'content-length': '12' }, '{"text":"a"}');
  const both = await exchange(server.port, `${anonymous}GET /1 HTTP/1.1\r\nhost: a\r\n\r\n`, 2);
  expect(both).toMatch(/^HTTP\/1.1 401 [\s\S]*HTTP\/1.1 200 /);
});

test('huge headers and broken requests end with a bare 4xx of the server', async () => {
  expect(await exchange(server.port, `GET /1 HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`)).toStartWith(
    'HTTP/1.1 431',
  );
  expect(await exchange(server.port, 'GET\r\n\r\n')).toStartWith('HTTP/1.1 400');
  const smuggled = post('/create', { 'content-length': '5', 'transfer-encoding': 'chunked' }, '0\r\n\r\n');
  expect(await exchange(server.port, smuggled)).toStartWith('HTTP/1.1 400');
});
