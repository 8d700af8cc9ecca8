import { traceId, traceparent } from '@ecomm/runtime/trace';
import { recorded } from '@ecomm/runtime/telemetry.fixture';
import { Problem } from '@ecomm/runtime/problem';
import { expect, test } from 'bun:test';
import { json, notes } from '../fixtures/notes.ts';

const traceIdOfCaller = '4bf92f3577b34da6a3ce929d0e0e4736';
const sampled = { traceparent: `00-${traceIdOfCaller}-00f067aa0ba902b7-01` };
const unsampled = { traceparent: `00-${traceIdOfCaller}-00f067aa0ba902b7-00` };
const broken = { readNote: () => Promise.reject(new Error('select secret')) };

test('a request is a span named by its route, child of its caller’s, and the parent of its handler’s work', async () => {
  let inside = '';
  const service = await notes({
    readNote: ({ params }) => {
      inside = traceparent();
      return { id: params.id, text: 'tea', tags: [] };
    },
  });
  let answered: string | null = null;
  const [span, ...rest] = await recorded(async () => {
    const { headers } = await service.ask('GET', '/7', { headers: { ...sampled, 'user-agent': 'planted' } });
    answered = headers.get('traceparent');
  });
  expect(rest).toHaveLength(0);
  expect(span).toMatchObject({
    name: 'GET /:id',
    kind: 'server',
    traceId: traceIdOfCaller,
    parentSpanId: '00f067aa0ba902b7',
    failed: false,
  });
  expect(span!.attributes).toEqual({
    'http.request.method': 'GET',
    'http.route': '/:id',
    'http.response.status_code': 200,
    'url.path': '/7',
    'url.scheme': 'http',
  });
  expect([inside, answered]).toEqual([`00-${traceIdOfCaller}-${span!.spanId}-01`, inside]);
});

test.each([
  ['a refusal is no failure', 409, 'note.taken', false],
  ['trouble of ours is one', 503, 'service.overloaded', true],
] as const)('%s: %i %s', async (_, status, code, failed) => {
  const { ask, customer } = await notes({ createNote: () => Promise.reject(new Problem(status, code, 'planted')) });
  const [span] = await recorded(() => ask('POST', '/create', json({ text: 'tea' }, { ...customer, ...sampled })));
  expect(span).toMatchObject({ name: 'POST /create', failed });
  expect(span!.attributes).toMatchObject({ 'http.response.status_code': status, 'ecomm.problem.code': code });
  expect(span!.attributes['error.type']).toBe(failed ? code : undefined);
});

test('of a trace that is not sampled only a failure of ours is told, without its message', async () => {
  const good = await notes();
  const bad = await notes(broken);
  const [span, ...rest] = await recorded(async () => {
    await good.ask('GET', '/7', { headers: unsampled });
    await good.ask('GET', '/nowhere/at/all', { headers: unsampled });
    await bad.ask('GET', '/7', { headers: unsampled });
  });
  expect(rest).toHaveLength(0);
  expect(span).toMatchObject({ traceId: traceIdOfCaller, failed: true, attributes: { 'error.type': 'internal' } });
  expect(JSON.stringify(span!.attributes)).not.toContain('secret');
});

test('what no route answers has no route in its name, and its query is in no span', async () => {
  const { ask } = await notes();
  const spans = await recorded(async () => {
    await ask('GET', '/no/such?token=planted', { headers: sampled });
    await ask('PUT', '/7', { headers: sampled });
  });
  expect(spans.map(({ name, attributes }) => [name, attributes['http.response.status_code']])).toEqual([
    ['GET', 404],
    ['PUT', 405],
  ]);
  expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('planted');
});

test('a stream’s span ends when it is open, and what the stream does is in no trace', async () => {
  const seen: (string | undefined)[] = [];
  const { ask } = await notes({
    watchNote: () => {
      seen.push(traceId());
      return ({ end }) => {
        seen.push(traceId());
        setTimeout(end, 300);
        return () => {};
      };
    },
  });
  const [span, ...rest] = await recorded(() => ask('GET', '/7/events', { headers: sampled }));
  expect(rest).toHaveLength(0);
  expect(span!.name).toBe('GET /:id/events');
  expect(span!.endNs - span!.startNs).toBeLessThan(250_000_000n);
  expect(seen).toEqual([traceIdOfCaller, undefined]);
});
