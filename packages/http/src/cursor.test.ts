import { Problem } from '@ecomm/runtime/problem';
import { Type } from '@sinclair/typebox';
import { expect, test } from 'bun:test';
import { decodeCursor, encodeCursor } from './cursor.ts';

const keyset = Type.Object(
  { price: Type.Integer({ minimum: 0 }), id: Type.Integer({ minimum: 1 }) },
  { additionalProperties: false },
);
const code = (cursor: string): string => {
  try {
    return JSON.stringify(decodeCursor(cursor, keyset));
  } catch (error) {
    return error instanceof Problem ? `${error.status} ${error.code}` : String(error);
  }
};

test('a cursor comes back as the keyset it was made from; none is none', () => {
  expect(decodeCursor(encodeCursor({ price: 100, id: 7 }), keyset)).toEqual({ price: 100, id: 7 });
  expect(decodeCursor(undefined, keyset)).toBeUndefined();
});

test('a forged cursor is 400', () => {
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  const forged = [
    '',
    'x',
    '%',
    encoded('{'),
    encoded('null'),
    encoded('{"price":100}'),
    encoded('{"price":100,"id":"7"}'),
    encoded('{"price":100,"id":0}'),
    encoded('{"price":100,"id":7,"sql":"; drop table"}'),
    encoded('{"price":100, "id":7}'),
    `${encodeCursor({ price: 100, id: 7 })}=`,
    Buffer.from('{"price":100,"id":7}').toString('base64').replace('=', '') + '!',
    encoded(`${' '.repeat(2000)}{"price":100,"id":7}`),
    encoded('['.repeat(700)),
  ];
  for (const cursor of forged) expect([cursor, code(cursor)]).toEqual([cursor, '400 cursor.invalid']);
});
