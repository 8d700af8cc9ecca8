import { expect, test } from 'bun:test';
import { causeId, continueTrace, detached, traceId, traceparent } from './trace.ts';

const incoming = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('a trace goes on under its id, with a span of its own, across awaits', async () => {
  const [id, outgoing] = await continueTrace(incoming, async () => {
    await Promise.resolve();
    return [traceId(), traceparent()] as const;
  });
  expect(id).toBe('0af7651916cd43dd8448eb211c80319c');
  expect(outgoing).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
  expect(outgoing).not.toBe(incoming);
});

test.each([undefined, '', 'nonsense', '00-00000000000000000000000000000000-b7ad6b7169203331-01'])(
  'without a valid parent (%p) a new trace starts',
  (header) => {
    expect(continueTrace(header, traceId)).toMatch(/^(?!0af765)[0-9a-f]{32}$/);
  },
);

test('side by side, each keeps its own trace', async () => {
  const ids = await Promise.all([1, 2, 3].map(() => continueTrace(undefined, async () => traceId())));
  expect(new Set(ids).size).toBe(3);
});

test('what is detached is of no trace, and neither is what it sets going; its caller’s goes on', async () => {
  const [inside, later, after] = await continueTrace(incoming, async () => {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const here = detached(() => {
      setTimeout(() => resolve(traceId()));
      return traceId();
    });
    return [here, await promise, traceId()];
  });
  expect([inside, later]).toEqual([undefined, undefined]);
  expect(after).toBe('0af7651916cd43dd8448eb211c80319c');
});

test('what an event sets going knows its cause, across awaits; what a request sets going, and detached work, has none', async () => {
  const [inside, detachedInside, request] = await continueTrace(
    incoming,
    async () => {
      await Promise.resolve();
      return [causeId(), detached(causeId), continueTrace(incoming, causeId)];
    },
    'event 1',
  );
  expect(inside).toBe('event 1');
  expect([detachedInside, request, causeId()]).toEqual([undefined, undefined, undefined]);
});
