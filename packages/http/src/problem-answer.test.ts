import { Problem } from '@ecomm/runtime/problem';
import { describe, expect, test } from 'bun:test';
import { note, notes } from '../fixtures/notes.ts';

const forbidden = /stack|at .*\.ts|\/src\/|node_modules|secret/;

describe('a problem', () => {
  test('is problem+json with every member of behaviour §2', async () => {
    const { ask } = await notes({
      readNote: () => {
        throw new Problem(404, 'note.not_found', 'There is no such note.', { extra: { note_id: 5, status: 200 } });
      },
    });
    const { status, headers, json: body } = await ask('GET', '/5');
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(body).toEqual({
      note_id: 5,
      type: 'urn:ecomm:problem:note.not_found',
      title: 'Not Found',
      status: 404,
      detail: 'There is no such note.',
      instance: '/5',
      code: 'note.not_found',
      trace_id: headers.get('traceparent')!.slice(3, 35),
    });
  });

  test('of 503 says when to come again', async () => {
    const { ask } = await notes({
      readNote: () => {
        throw new Problem(503, 'database.unavailable', 'Away.', { retryAfterSeconds: 2.2 });
      },
    });
    const { status, headers } = await ask('GET', '/5');
    expect([status, headers.get('retry-after')]).toEqual([503, '3']);
  });

  test('that is no Problem is a 500 that says nothing, told to the log with its stack', async () => {
    const { ask, logged } = await notes({
      readNote: async () => {
        throw new Error('select secret from users');
      },
    });
    const { status, json: body, text } = await ask('GET', '/5');
    expect([status, body.code, body.instance]).toEqual([500, 'internal', '/5']);
    expect(text).not.toMatch(forbidden);
    expect(logged()).toContain('select secret from users');
    expect(logged()).toContain('problem-answer.test.ts');
    expect(logged()).toContain(body.trace_id);
  });

  test('that its operation does not declare is a 500 that names it, and in production goes as it is', async () => {
    const readNote = () => {
      throw new Problem(409, 'note.locked', 'Locked.');
    };
    const here = await notes({ readNote });
    const answer = await here.ask('GET', '/5');
    expect([answer.status, answer.json.code]).toEqual([500, 'internal']);
    expect(answer.json.detail).toContain('readNote does not declare 409 note.locked');
    const there = await notes({ readNote }, { production: true });
    const { status, json: body } = await there.ask('GET', '/5');
    expect([status, body.code]).toEqual([409, 'note.locked']);
    expect(there.logged()).toContain('does not declare 409 note.locked');
  });

  test('is what an answer becomes that breaks its contract, told to the log only', async () => {
    const wrong: unknown[] = [{ ...note, id: '1' }, { ...note, secret: 1 }, { id: 1 }, undefined, null, [note]];
    const { ask, logged } = await notes({ readNote: () => wrong.shift() as typeof note });
    while (wrong.length > 0) {
      const { status, json: body, text } = await ask('GET', '/5');
      expect([status, body.code]).toEqual([500, 'internal']);
      expect(text).not.toMatch(forbidden);
    }
    expect(logged()).toContain('"path":"secret","message":"is not a known field"');
  });

  test('answers unknown routes', async () => {
    const { ask, admin } = await notes();
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '//1'],
      ['GET', '/..;/1'],
      ['GET', '/1/2/3'],
      ['GET', '/swagger/json'],
    ] as const) {
      const {
        status,
        json: body,
        headers,
      } = await ask(method, path, { headers: { ...admin, 'x-http-method-override': 'DELETE' } });
      expect([method, path, status, body.code, body.instance]).toEqual([method, path, 404, 'route.not_found', path]);
      expect(headers.get('traceparent')).toContain(body.trace_id);
    }
  });
});
