import { describe, expect, test } from 'bun:test';
import { notes } from '../fixtures/notes.ts';
import { allowedMethods, shadowed } from './other-method.ts';

describe('a known path with a method that it does not have', () => {
  test.each([
    ['PUT', '/1', 'DELETE, GET, HEAD'],
    ['OPTIONS', '/1', 'DELETE, GET, HEAD'],
    ['TRACE', '/1/picture', 'POST'],
    ['GET', '/1/picture', 'POST'],
    ['POST', '/list', 'GET, HEAD'],
    ['POST', '/list/', 'GET, HEAD'],
    ['POST', '/swagger/json', 'GET, HEAD'],
  ])('%s %s is 405 and names those that it has: %s', async (method, path, allow) => {
    const { ask } = await notes({}, { swagger: true });
    const { status, headers, json } = await ask(method, path);
    expect([status, json.code, headers.get('allow')]).toEqual([405, 'method.not_allowed', allow]);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(json).toMatchObject({ title: 'Method Not Allowed', instance: path, trace_id: expect.any(String) });
  });

  test('is not taken for another path’s id', async () => {
    const { ask, admin } = await notes();
    const read = await ask('GET', '/create');
    expect([read.status, read.headers.get('allow')]).toEqual([405, 'POST']);
    const removed = await ask('DELETE', '/list', { headers: admin });
    expect([removed.status, removed.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test.each(['/swagger', '/asyncapi.json'])('%s is a page of ours, not an id', async (path) => {
    const { ask, admin } = await notes({}, { swagger: true });
    for (const headers of [{}, admin]) {
      const removed = await ask('DELETE', path, { headers });
      expect([removed.status, removed.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
    expect((await ask('GET', path)).status).toBe(200);
  });

  test('keeps its answer to a page that asks beforehand whether it may', async () => {
    const { ask } = await notes({}, { corsOrigins: ['http://localhost:3000'] });
    const preflight = await ask('OPTIONS', '/1', { headers: { origin: 'http://localhost:3000' } });
    expect(preflight.status).toBe(204);
    expect((await ask('PUT', '/1')).headers.get('allow')).toBe('DELETE, GET, HEAD');
  });
});

test('a path of no route takes no method at all', () => {
  const allowed = allowedMethods([
    { method: 'GET', path: '/a.b/:id' },
    { method: 'OPTIONS', path: '/*' },
  ]);
  expect(allowed('/a.b/1')).toEqual(['GET', 'HEAD']);
  for (const path of ['/', '/a.b', '/axb/1', '/a.b/1/2', '/a.b//1']) expect(allowed(path)).toEqual([]);
});

test('a spelled-out path shadows only the methods that it lacks', () => {
  const routes = [
    { method: 'GET', path: '/:id' },
    { method: 'PUT', path: '/:id' },
    { method: 'GET', path: '/list' },
    { method: 'POST', path: '/a/b' },
    { method: 'OPTIONS', path: '/*' },
  ];
  expect(shadowed(routes)).toEqual([{ method: 'PUT', path: '/list' }]);
});
