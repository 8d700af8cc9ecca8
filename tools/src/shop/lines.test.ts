import { expect, test } from 'bun:test';
import { eachLine, output } from './lines.ts';

function written(format: 'text' | 'json', colour = false) {
  const lines: string[] = [];
  return { lines, out: output({ format, width: 8, colour, write: (line) => void lines.push(line) }) };
}

test('lines for people carry the name of their process in one column', () => {
  const { lines, out } = written('text');
  out.line('users', 'hello');
  out.line('payments', 'hello');
  out.say('ready');
  expect(lines).toEqual(['users    | hello', 'payments | hello', 'shop     | ready']);
});

test('names have a colour each only when asked for', () => {
  const { lines, out } = written('text', true);
  out.line('users', 'hello');
  out.line('orders', 'hello');
  expect(lines[0]?.slice(0, 5)).not.toBe(lines[1]?.slice(0, 5));
  expect(lines[0]).toContain('\x1b[');
});

test('for machines every line is one JSON object: passed on as it is, or wrapped', () => {
  const { lines, out } = written('json');
  out.line('users', '{"level":"info","service":"users","msg":"hello"}');
  out.line('kafka', '[WARN] {not json');
  out.line('kafka', '{not json either');
  out.complain('orders died');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 'info', service: 'users', msg: 'hello' },
    { level: 'info', service: 'kafka', msg: '[WARN] {not json' },
    { level: 'info', service: 'kafka', msg: '{not json either' },
    { level: 'error', service: 'shop', msg: 'orders died' },
  ]);
});

test('lines survive any cut of the stream, inside a letter too', async () => {
  const bytes = new TextEncoder().encode('grün\r\nblau\n\nlast');
  const chunks = Array.from(bytes, (byte) => Uint8Array.of(byte));
  const lines: string[] = [];
  await eachLine(toStream(chunks), (line) => void lines.push(line));
  expect(lines).toEqual(['grün', 'blau', '', 'last']);
});

test('a line without end is cut, so that memory stays bounded', async () => {
  const lines: string[] = [];
  await eachLine(
    toStream(Array.from({ length: 10 }, () => new Uint8Array(16_384).fill(65))),
    (line) => void lines.push(line),
  );
  expect(lines.length).toBeGreaterThan(1);
});

const toStream = (chunks: Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
