import { describe, expect, test } from 'bun:test';
import { json, notes } from '../fixtures/notes.ts';

const shop = 'http://localhost:3000';
const { ask, customer } = await notes({}, { corsOrigins: [shop] });

describe('with CORS_ORIGINS', () => {
  test('its origins may ask, also before they ask, and see the headers of behaviour §2', async () => {
    const before = await ask('OPTIONS', '/create', {
      headers: {
        origin: shop,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,idempotency-key',
      },
    });
    expect([before.status, before.headers.get('access-control-allow-origin')]).toEqual([204, shop]);
    expect(before.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    const created = await ask('POST', '/create', json({ text: 'a' }, { ...customer, origin: shop }));
    expect([created.status, created.headers.get('access-control-allow-origin')]).toEqual([201, shop]);
    expect(created.headers.get('access-control-expose-headers')).toBe(
      'ETag, Retry-After, traceparent, Idempotent-Replayed',
    );
    expect(created.headers.has('access-control-allow-credentials')).toBe(false);
    const missing = await ask('GET', '/nowhere/1', { headers: { origin: shop } });
    expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, shop]);
  });

  test('no other origin may', async () => {
    for (const origin of [
      'http://evil.example',
      'null',
      'http://localhost:3000.evil.example',
      'https://localhost:3000',
      'localhost:3000',
    ]) {
      for (const method of ['GET', 'OPTIONS'])
        expect([
          origin,
          (await ask(method, '/1', { headers: { origin } })).headers.has('access-control-allow-origin'),
        ]).toEqual([origin, false]);
    }
  });
});

test('without, nobody else may', async () => {
  const closed = await notes();
  for (const method of ['GET', 'OPTIONS'])
    expect(
      (await closed.ask(method, '/1', { headers: { origin: shop } })).headers.has('access-control-allow-origin'),
    ).toBe(false);
});
