import { expect, test } from 'bun:test';
import { findStrayEvents } from './stray-events.ts';

test('every service stages what its relay lists, and nothing that is for another to say', async () => {
  expect(await findStrayEvents()).toEqual([]);
});
