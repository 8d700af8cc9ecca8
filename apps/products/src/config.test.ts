import { expect, test } from 'bun:test';
import { config } from './config.ts';

test('a reservation outlives the longest order: RESERVATION_TTL is 20 s at least', () => {
  expect(() => config({ RESERVATION_TTL: '19' })).toThrow(/RESERVATION_TTL/);
  expect(config({ RESERVATION_TTL: '20' }).own.RESERVATION_TTL).toBe(20);
});
