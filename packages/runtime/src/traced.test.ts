import { expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { recorded } from './telemetry.fixture.ts';
import { detached, traceparent } from './trace.ts';
import { childSpan, currentSpan, inSpan, traced, tracedTogether } from './traced.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const sampled = `00-${traceId}-b7ad6b7169203331-01`;
const unsampled = `00-${traceId}-b7ad6b7169203331-00`;
const outer = { name: 'outer', kind: 'server', attributes: { 'http.route': '/:id' } } as const;
const inner = { name: 'inner', kind: 'client' } as const;
const flags = async (): Promise<string> => traceparent().slice(-2);

test('a span continues the trace of its caller and is the parent of what happens in it', async () => {
  let handed = '';
  const spans = await recorded(() =>
    traced(sampled, outer, async () => {
      currentSpan()!.set({ 'http.response.status_code': 200 });
      await inSpan(inner, () => Bun.sleep(2));
      handed = traceparent();
    }),
  );
  expect(spans.map(({ name }) => name)).toEqual(['inner', 'outer']);
  const [below, above] = [spans[0]!, spans[1]!];
  expect(above).toMatchObject({
    service: 'orders',
    kind: 'server',
    traceId,
    parentSpanId: 'b7ad6b7169203331',
    failed: false,
    attributes: { 'http.route': '/:id', 'http.response.status_code': 200 },
  });
  expect(below).toMatchObject({ kind: 'client', traceId, parentSpanId: above.spanId });
  expect(handed).toBe(`00-${traceId}-${above.spanId}-01`);
  expect(below.endNs - below.startNs).toBeGreaterThan(1_500_000n);
  expect(above.startNs <= below.startNs && below.endNs <= above.endNs).toBe(true);
  expect(Math.abs(Number(above.startNs / 1_000_000n) - Date.now())).toBeLessThan(60_000);
});

test('of a trace that is not sampled only what fails is exported, under the ids it has handed on, from its beginning', async () => {
  let handed = '';
  let bodies = '';
  const spans = await recorded(async (receiver) => {
    const failing = async (): Promise<void> => {
      handed = traceparent();
      await Bun.sleep(2);
      throw new TypeError('planted');
    };
    await traced(unsampled, outer, async () => {
      await inSpan(inner, () => Promise.resolve());
      await inSpan(inner, failing).catch(() => {});
    });
    await until(() => receiver.spans.length > 0);
    bodies = receiver.bodies.join();
  });
  expect(spans).toHaveLength(1);
  expect(spans[0]).toMatchObject({
    name: 'inner',
    failed: true,
    traceId,
    attributes: { 'error.type': 'TypeError', 'ecomm.trace.sampled': false },
  });
  expect(handed).toBe(`00-${traceId}-${spans[0]!.spanId}-00`);
  expect(spans[0]!.endNs - spans[0]!.startNs).toBeGreaterThan(1_500_000n);
  expect(bodies).not.toContain('planted');
});

test('the ratio decides over traces that begin here, by their id; who calls decides over his own', async () => {
  let begun = 0;
  const work = async (): Promise<void> => {
    const drawn = await Promise.all(Array.from({ length: 1_000 }, () => traced(undefined, outer, flags)));
    begun = drawn.filter((flag) => flag === '01').length;
    expect(await traced(sampled, outer, flags)).toBe('01');
    expect(await traced(unsampled, outer, flags)).toBe('00');
  };
  const spans = await recorded(work, { ratio: 0.2 });
  expect(begun).toBeWithin(130, 280);
  expect(spans).toHaveLength(begun + 1);
});

test('with `traceidratio` a caller decides nothing', async () => {
  const work = async () => expect(await traced(sampled, outer, flags)).toBe('00');
  expect(await recorded(work, { ratio: 0, sampler: 'traceidratio' })).toHaveLength(0);
});

test('a probe begins no recorded trace, and its failure is nobody’s', async () => {
  const probe = { ...outer, quiet: true };
  const spans = await recorded(async () => {
    await traced(undefined, probe, () => Promise.reject(new Error('not ready'))).catch(() => {});
    await traced(sampled, probe, () => Promise.resolve());
  });
  expect(spans.map((span) => span.traceId)).toEqual([traceId]);
});

test('work done for several traces is a trace of its own that links to them, recorded if one of them is', async () => {
  const below = async (): Promise<void> => childSpan(inner)!.end();
  const [ofBatch, batch, ofOne, ...rest] = await recorded(async () => {
    await tracedTogether([unsampled, sampled], outer, below);
    await tracedTogether([unsampled, unsampled], outer, below);
    await tracedTogether([sampled], outer, below);
  });
  expect(rest).toHaveLength(0);
  expect(batch!.traceId).not.toBe(traceId);
  expect(batch!.links).toHaveLength(2);
  expect(ofBatch!.parentSpanId).toBe(batch!.spanId);
  expect(ofOne).toMatchObject({ name: 'inner', traceId, parentSpanId: 'b7ad6b7169203331' });
});

test('a span that continues another trace links to its caller', async () => {
  const [continued, caller] = await recorded(() =>
    traced(undefined, outer, () => traced(sampled, inner, () => Promise.resolve())),
  );
  expect(continued!.links).toEqual([{ traceId: caller!.traceId, spanId: caller!.spanId }]);
  expect(caller!.links).toEqual([]);
});

test('a span ends once, whatever is said of it later', async () => {
  const spans = await recorded(() =>
    traced(sampled, outer, async () => {
      const span = childSpan(inner)!;
      span.end();
      span.fail('late');
      span.end();
    }),
  );
  expect(spans.map(({ name, failed }) => [name, failed])).toEqual([
    ['inner', false],
    ['outer', false],
  ]);
});

test('while nothing is exported there are no spans, and traces are handed on all the same', async () => {
  const look = async () => [currentSpan(), childSpan(inner), traceparent()];
  const [span, below, handed] = await traced(sampled, outer, look);
  expect([span, below]).toEqual([undefined, undefined]);
  expect(handed).toMatch(new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`));
});

test('work of no trace has no spans below', async () => {
  expect(await recorded(async () => detached(() => inSpan(inner, () => Promise.resolve())))).toHaveLength(0);
});
