import { expect, test } from 'bun:test';
import { asyncapi, notes } from '../fixtures/notes.ts';

test('the document of the events is answered as it is, to everyone', async () => {
  const { ask } = await notes({}, { swagger: true });
  const { status, headers, json } = await ask('GET', '/asyncapi.json');
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(json).toEqual(asyncapi);
});

test('it is off where Swagger UI is', async () => {
  const { ask } = await notes();
  expect((await ask('GET', '/asyncapi.json')).status).toBe(404);
});
