import { expect, test } from 'bun:test';
import { statementReader } from './postgres-statements.ts';

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const message = (type: string, ...parts: (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)));
  return Buffer.concat([Buffer.from(type), int32(4 + body.length), body]);
};
const value = (text: string | null): Buffer =>
  text === null ? int32(-1) : Buffer.concat([int32(Buffer.byteLength(text)), Buffer.from(text)]);
const bind = (name: string, values: (string | null)[], formats: number[] = []): Buffer =>
  message(
    'B',
    '',
    name,
    int16(formats.length),
    ...formats.map(int16),
    int16(values.length),
    ...values.map(value),
    int16(0),
  );

const startup = Buffer.concat([int32(8), int32(196_608)]);
const parse = (name: string, sql: string): Buffer => message('P', name, sql, int16(0));

test('a prepared statement is heard with its parameters, each time it is bound, however the bytes are cut', () => {
  const bytes = Buffer.concat([
    startup,
    parse('one', 'select $1, $2'),
    bind('one', ['ä', null]),
    message('E', '', int32(0)),
    bind('one', ['', 'b']),
    message('Q', 'commit'),
  ]);
  for (const size of [1, 7, bytes.length]) {
    const read = statementReader();
    const cuts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    );
    const heard = cuts.flatMap((cut) => read(cut)).map(({ sql, parameters }) => [sql, parameters()]);
    expect(heard).toEqual([
      ['select $1, $2', ['ä', null]],
      ['select $1, $2', ['', 'b']],
      ['commit', []],
    ]);
  }
});

test('a parameter in binary form is not guessed at', () => {
  const [heard] = statementReader()(Buffer.concat([startup, parse('', 'select $1'), bind('', ['1'], [1])]));
  expect(heard?.sql).toBe('select $1');
  expect(heard?.parameters).toThrow('binary');
});
