import { Problem } from '@ecomm/runtime/problem';
import { traceId, traceparent } from '@ecomm/runtime/trace';
import { until } from '@ecomm/testing/until';
import { describe, expect, mock, spyOn, test } from 'bun:test';
import { json, note, notes } from '../fixtures/notes.ts';

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('an answer', () => {
  test('has the operation’s own status, JSON and the security headers', async () => {
    const { ask, customer } = await notes();
    const { status, headers, json: body } = await ask('POST', '/create', json({ text: 'tea' }, customer));
    expect(status).toBe(201);
    expect(body).toEqual({ id: 1, text: 'tea', tags: [] });
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.has('strict-transport-security')).toBe(false);
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });

  test('asks for TLS in production only', async () => {
    const { ask } = await notes({}, { production: true });
    expect((await ask('GET', '/1')).headers.get('strict-transport-security')).toContain('max-age=');
    expect((await ask('GET', '/nowhere/1')).headers.get('strict-transport-security')).toContain('max-age=');
  });

  test('may have another declared status, headers of its own, or no body', async () => {
    const { ask, customer, admin } = await notes({
      createNote: ({ reply, set }) => {
        set.headers.etag = '"1"';
        return reply(200, note);
      },
    });
    const created = await ask('POST', '/create', json({ text: 'tea' }, customer));
    expect([created.status, created.headers.get('etag')]).toEqual([200, '"1"']);
    const deleted = await ask('DELETE', '/1', { headers: admin });
    expect([deleted.status, deleted.text, deleted.headers.get('content-type')]).toEqual([204, '', null]);
  });

  test('replays stored bytes as they were', async () => {
    const body = '{ "id": 1,"text":"é", "tags":[] }';
    const { ask, customer } = await notes({ createNote: ({ replay }) => replay({ status: 201, body }) });
    const replayed = await ask('POST', '/create', json({ text: 'tea' }, customer));
    expect([replayed.status, replayed.text]).toEqual([201, body]);
    expect(replayed.headers.get('idempotent-replayed')).toBe('true');
  });

  test('of a raw operation is sent as made, security headers added', async () => {
    const { ask } = await notes();
    const { text, headers } = await ask('GET', '/pictures/a.png');
    expect([text, headers.get('content-type')]).toEqual(['a.png', 'image/png']);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('of a raw operation with a status that is not declared is a 500, and the log names it', async () => {
    const { ask, logged } = await notes({ readPicture: () => new Response('…', { status: 206 }) });
    expect((await ask('GET', '/pictures/a.png')).status).toBe(500);
    expect(logged()).toContain('"operation":"readPicture","status":206');
  });
});

test('what is answered goes out as it is: no copy is made, no cookie parsed', async () => {
  const picture = new Response('…', { headers: { 'content-type': 'image/png' } });
  const { app } = await notes({ readPicture: () => picture });
  expect(await app.handle(new Request('http://localhost/pictures/a.png'))).toBe(picture);
});

describe('what everybody is answered alike', () => {
  test('has a tag, and is not sent again to who has it', async () => {
    let text = 'milk';
    const { ask } = await notes({ listNotes: () => ({ items: [{ ...note, text }], next_cursor: null }) });
    const { status, headers } = await ask('GET', '/list');
    const etag = headers.get('etag')!;
    expect([status, etag]).toEqual([200, expect.stringMatching(/^"\w+"$/)]);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask('GET', '/list', { headers: { 'if-none-match': known } });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.has('content-type')).toBe(false);
    }
    text = 'tea';
    const changed = await ask('GET', '/list', { headers: { 'if-none-match': etag } });
    expect([changed.status, changed.json.items[0].text]).toEqual([200, 'tea']);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  test('is nothing that depends on who asks', async () => {
    const { ask, customer } = await notes();
    const { headers } = await ask('GET', '/1', { headers: customer });
    expect(headers.has('etag')).toBe(false);
    expect((await ask('GET', '/1', { headers: { ...customer, 'if-none-match': '*' } })).status).toBe(200);
  });
});

describe('a trace', () => {
  test('is continued into the handler and told in the answer and its problems', async () => {
    let seen: string | undefined;
    const { ask } = await notes({
      readNote: ({ params }) => {
        seen = traceparent();
        if (params.id === 2) throw new Problem(404, 'note.not_found', 'There is no such note.');
        return note;
      },
    });
    const found = await ask('GET', '/1', { headers: { traceparent: parent } });
    expect(found.headers.get('traceparent')).toBe(seen!);
    expect(seen).toStartWith('00-4bf92f3577b34da6a3ce929d0e0e4736-');
    expect(seen).not.toBe(parent);
    expect(found.headers.get('x-request-id')).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    const missing = await ask('GET', '/2', { headers: { traceparent: parent, 'x-request-id': 'mine-1' } });
    expect(missing.json.trace_id).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(missing.headers.get('x-request-id')).toBe('mine-1');
  });

  test('is new for a malformed or missing header, and never shared', async () => {
    const seen = new Set<string | undefined>();
    const { ask } = await notes({
      readNote: () => {
        seen.add(traceId());
        return note;
      },
    });
    for (const traceparent of [
      '',
      'x',
      parent.toUpperCase(),
      '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    ])
      await ask('GET', '/1', { headers: { traceparent, 'x-request-id': 'a b<script>' } });
    expect(seen.size).toBe(4);
    expect(seen.has(undefined)).toBe(false);
  });
});

describe('a handler', () => {
  test('that takes longer than its deadline is answered with 503', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof note>();
    const { ask } = await notes({ readNote: () => promise }, { deadlineMs: 20 });
    const { status, json: body, headers } = await ask('GET', '/1');
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'service.timeout', '1']);
    resolve(note);
  });

  test('has only so many requests at once; more are refused in under 5 ms, and the rest come through', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof note>();
    const { ask } = await notes({ readNote: () => promise }, { inFlightMax: { readNote: 2 } });
    const first = [ask('GET', '/1'), ask('GET', '/1')];
    let fastestMs = Infinity;
    for (let time = 0; time < 10; time += 1) {
      const before = performance.now();
      expect((await ask('GET', '/1')).status).toBe(503);
      fastestMs = Math.min(fastestMs, performance.now() - before);
    }
    expect(fastestMs).toBeLessThan(5);
    const { status, json: body, headers } = await ask('GET', '/1');
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'service.overloaded', '1']);
    expect((await ask('GET', '/list')).status).toBe(200);
    resolve(note);
    expect((await Promise.all(first)).map((answer) => answer.status)).toEqual([200, 200]);
    expect((await ask('GET', '/1')).status).toBe(200);
  });

  test('that was slow has fewer requests at once', async () => {
    let now = 0;
    const clock = spyOn(performance, 'now').mockImplementation(() => now);
    const { promise, resolve } = Promise.withResolvers<typeof note>();
    const readNote = mock(() => promise).mockImplementationOnce(async () => {
      now += 2_000;
      return note;
    });
    const { ask } = await notes({ readNote }, { inFlightMax: { readNote: 20 } });
    expect((await ask('GET', '/1')).status).toBe(200);
    clock.mockRestore();
    const asked = Array.from({ length: 20 }, () => ask('GET', '/1'));
    await until(() => readNote.mock.calls.length === 17);
    resolve(note);
    const refused = (await Promise.all(asked)).filter(({ status }) => status === 503);
    expect(refused).toHaveLength(4);
  });

  test('that is overloaded is not even asked who calls', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { ask, admin } = await notes({ deleteNote: () => promise }, { inFlightMax: 1 });
    const first = ask('DELETE', '/1', { headers: admin });
    await until(async () => (await ask('DELETE', '/1')).status === 503, { what: '503 before 401' });
    resolve(undefined);
    expect((await first).status).toBe(204);
  });

  test('is not reached by a caller without a token or of too low a role', async () => {
    let reached = 0;
    const { ask, customer } = await notes({
      deleteNote: () => {
        reached += 1;
      },
    });
    const anonymous = await ask('DELETE', '/1');
    expect([anonymous.status, anonymous.json.code]).toEqual([401, 'auth.missing_token']);
    expect(anonymous.headers.get('www-authenticate')).toBe('Bearer realm="ecomm"');
    const low = await ask('DELETE', '/1', { headers: customer });
    expect([low.status, low.json.code]).toEqual([403, 'auth.forbidden']);
    expect(reached).toBe(0);
  });

  test('knows its caller, where a token is optional too; a bad one is refused also there', async () => {
    const { ask, customer } = await notes({ readNote: ({ caller }) => ({ ...note, id: caller?.id ?? 0 }) });
    expect((await ask('GET', '/1')).json.id).toBe(0);
    expect((await ask('GET', '/1', { headers: customer })).json.id).toBe(7);
    const bad = await ask('GET', '/1', { headers: { authorization: 'Bearer a.b.c' } });
    expect([bad.status, bad.json.code]).toEqual([401, 'auth.invalid_token']);
    expect(bad.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });
});
