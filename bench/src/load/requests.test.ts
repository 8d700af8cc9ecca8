import { expect, test } from 'bun:test';
import { inTurn, orderRequest, spelled } from './requests.ts';

test('spelled out requests come in turn, again and again', () => {
  const bytes = inTurn(spelled(['/a', '/b'], 't'));
  const next = () => bytes().toString();
  expect([next(), next(), next()].map((request) => request.split(' ')[1])).toEqual(['/a', '/b', '/a']);
  expect(next()).toContain('\r\nAuthorization: Bearer t\r\n');
});

test('orders are of one buyer after the other, each with a key of its own when it has one', () => {
  const bytes = inTurn({ kind: 'orders', tokens: ['a', 'b'], products: 1, withKey: true });
  const next = () => bytes().toString();
  const requests = [next(), next(), next()];
  expect(requests.map((request) => /Bearer (\w)/.exec(request)?.[1])).toEqual(['a', 'b', 'a']);
  expect(new Set(requests.map((request) => /Idempotency-Key: (\S+)/.exec(request)?.[1])).size).toBe(3);
  expect(orderRequest({ tokens: ['a'], products: 1, withKey: false }, 0)).not.toContain('Idempotency-Key');
});

test('what is bought is spread over as many products as told', () => {
  const bought = (products: number) =>
    Array.from({ length: 200 }, (_, turn) => orderRequest({ tokens: ['a'], products, withKey: false }, turn)).map(
      (request) => /"product_id":(\d+)/.exec(request)?.[1],
    );
  expect(new Set(bought(1))).toEqual(new Set(['1001']));
  expect(new Set(bought(3))).toEqual(new Set(['1001', '1002', '1003']));
});
