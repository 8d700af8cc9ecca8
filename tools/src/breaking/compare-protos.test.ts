import { expect, test } from 'bun:test';
import { readSaid } from './compare-protos.ts';

const line = '{"path":"orders.proto","type":"RPC_NO_DELETE","message":"gone"}';

test('what buf finds is read line by line', () => {
  expect(readSaid({ code: 0, text: '' })).toEqual([]);
  expect(readSaid({ code: 100, text: `${line}\n${line}\n` })).toHaveLength(2);
});

test('a buf that ends without an answer, as when it is killed, does not pass', () => {
  expect(() => readSaid({ code: 137, text: '' })).toThrow('buf breaking ended with 137: it said nothing');
  expect(() => readSaid({ code: 100, text: '' })).toThrow('ended with 100');
  expect(() => readSaid({ code: 137, text: line })).toThrow('ended with 137');
  expect(() => readSaid({ code: 1, text: 'Failure: no such file' })).toThrow('Failure: no such file');
});
