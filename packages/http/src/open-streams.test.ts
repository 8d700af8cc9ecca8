import { Problem } from '@ecomm/runtime/problem';
import { follow } from '@ecomm/testing/event-stream';
import { until } from '@ecomm/testing/until';
import { afterEach, expect, test } from 'bun:test';
import { contract } from '../fixtures/contract.ts';
import { notes, serve } from '../fixtures/notes.ts';
import { closeStreaming, streaming } from '../fixtures/streaming.ts';
import { implement } from './implement.ts';
import { lifeOf } from './life.ts';

afterEach(closeStreaming);

test('one caller has so many streams, then 429 with the operation’s own code; others go on', async () => {
  const { watch, customer, admin, places } = await streaming({ streams: { perCaller: 2 } });
  const first = await watch(customer);
  await watch(customer);
  const { response } = await watch(customer);
  expect(response.status).toBe(429);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({ code: 'note.too_many_streams' });
  expect((await watch(admin)).response.status).toBe(200);
  first.away.abort();
  await until(() => places() === 2);
  expect((await watch(customer)).response.status).toBe(200);
});

test('a process has so many streams, then 503', async () => {
  const { watch } = await streaming({ streams: { max: 1 } });
  await watch();
  const { response } = await watch();
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: 'service.overloaded' });
});

test('when the server stops, streams end first and none is let in', async () => {
  const { watch, stop, places } = await streaming();
  const streams = [follow((await watch()).response), follow((await watch()).response)];
  const began = performance.now();
  const stopped = stop();
  const late = await watch().catch(() => undefined);
  expect(late?.response.status ?? 503).toBe(503);
  await stopped;
  expect(performance.now() - began).toBeLessThan(6_000);
  for (const { ended, comments } of streams) {
    expect(await ended).toBe(true);
    expect(comments).toEqual(['the service stops']);
  }
  expect(places()).toBe(0);
});

test('a client that goes away frees everything at once', async () => {
  const { watch, outlets, places, stops } = await streaming();
  const { away } = await watch();
  await until(() => outlets.size === 1);
  expect(places()).toBe(1);
  away.abort();
  await until(() => stops() === 1, { what: 'the source to be stopped' });
  await until(() => outlets.size === 0 && places() === 0);
});

test('a client that has gone before its stream is open leaves nothing behind', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let [entered, stopped] = [false, 0];
  const service = await notes({
    watchNote: async ({ request }) => {
      entered = true;
      await promise;
      await until(() => request.signal.aborted);
      return () => () => (stopped += 1);
    },
  });
  const { url, stop } = await serve(service);
  const away = new AbortController();
  const answer = fetch(`${url}/1/events`, { signal: away.signal }).catch(() => 'gone');
  await until(() => entered);
  away.abort();
  resolve();
  expect(await answer).toBe('gone');
  await until(() => lifeOf(service.app)!.streams.size === 0);
  expect(stopped).toBe(1);
  await stop();
});

test('a handler that refuses, fails or takes too long leaves no place taken', async () => {
  const { promise: never } = Promise.withResolvers<never>();
  const outcomes = [
    [() => Promise.reject(new Problem(404, 'note.not_found', 'none')), 404],
    [() => Promise.reject(new Error('broken')), 500],
    [() => never, 503],
    [() => () => fail(), 500],
  ] as const;
  for (const [watchNote, status] of outcomes) {
    const service = await notes({ watchNote }, { deadlineMs: 20 });
    expect((await service.ask('GET', '/1/events')).status).toBe(status);
    expect(lifeOf(service.app)!.streams.size).toBe(0);
  }
});
const fail = (): never => {
  throw new Error('the source does not start');
};

test('an operation of events that does not declare its 429 is refused at start, not at its eleventh stream', async () => {
  const { edge } = await notes();
  const { watchNote } = contract;
  const undeclared = { watchNote: { ...watchNote, problems: { 404: ['note.not_found'] } } } as const;
  expect(() => implement(undeclared, { watchNote: () => () => () => {} }, edge)).toThrow(
    'watchNote does not declare 429 *.too_many_streams: add it to its contract.',
  );
});
