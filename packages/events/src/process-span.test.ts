import { expect, test } from 'bun:test';
import { Problem } from '@ecomm/runtime/problem';
import { recorded } from '@ecomm/runtime/telemetry.fixture';
import { traceparent } from '@ecomm/runtime/trace';
import { fail, setup } from './deliver.fixture.ts';
import { done, records } from './example.fixture.ts';

const traceId = (n: number): string => String(n).repeat(32);
const sent = (n: number, flags = '01') => done(1, n, { traceparent: `00-${traceId(n)}-b7ad6b7169203331-${flags}` });

test('an event is handled in the trace that published it, as a span below its sending', async () => {
  let inside = '';
  const { deliver } = setup(() => void (inside = traceparent()));
  const [span, ...rest] = await recorded(() => deliver(records([sent(1)], 42)));
  expect(rest).toHaveLength(0);
  expect(span).toMatchObject({
    name: 'process thing.done',
    kind: 'consumer',
    traceId: traceId(1),
    parentSpanId: 'b7ad6b7169203331',
    failed: false,
    links: [],
  });
  expect(span!.attributes).toEqual({
    'messaging.system.name': 'kafka',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'thing.done',
    'messaging.consumer.group.name': 'g',
    'messaging.destination.partition.id': '0',
    'messaging.message.id': expect.any(String),
    'kafka.message.key': '1',
    'kafka.offset': 42,
  });
  expect(inside).toBe(`00-${traceId(1)}-${span!.spanId}-01`);
});

test('events that share a transaction are each handled in their own trace, and together received in one that links to all', async () => {
  const { deliver } = setup(() => {});
  const spans = await recorded(() => deliver(records([sent(1), sent(2), sent(3, '00')])));
  const [first, second, batch, ...rest] = spans;
  expect(rest).toHaveLength(0);
  expect([first, second].map((span) => [span!.name, span!.traceId])).toEqual([
    ['process thing.done', traceId(1)],
    ['process thing.done', traceId(2)],
  ]);
  expect(batch).toMatchObject({ name: 'receive thing.done', kind: 'client', parentSpanId: '', failed: false });
  expect(batch!.attributes['messaging.batch.message_count']).toBe(3);
  expect(batch!.links.map((link) => link.traceId)).toEqual([1, 2, 3].map(traceId));
  for (const span of [first!, second!])
    expect(span.links).toEqual([{ traceId: batch!.traceId, spanId: batch!.spanId }]);
});

test('each attempt is a span of the trace, and the dead letter is its end, with a link to the last of them', async () => {
  const { deliver, dead } = setup(fail(new Error('insert secret')));
  const spans = await recorded(async () => {
    for (let attempt = 1; attempt <= 10; attempt += 1) await deliver(records([sent(1, '00')]));
  });
  expect(dead).toHaveLength(1);
  const attempts = spans.filter(({ name }) => name === 'process thing.done');
  expect(attempts.map(({ attributes }) => attributes['ecomm.attempt'] ?? 1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(spans).toHaveLength(11);
  const letter = spans.at(-1)!;
  expect(letter).toMatchObject({
    name: 'dead_letter thing.done',
    traceId: traceId(1),
    parentSpanId: 'b7ad6b7169203331',
    failed: true,
    attributes: { 'error.type': 'failed', 'ecomm.attempt': 10 },
  });
  expect(letter.links).toEqual([{ traceId: traceId(1), spanId: attempts.at(-1)!.spanId }]);
  expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('secret');
});

test('a record that is no event is a dead letter of the trace it names, or of a new one', async () => {
  const { deliver } = setup(() => {});
  const refused = setup(fail(new Problem(422, 'thing.odd', 'no', { permanent: true })));
  const spans = await recorded(async () => {
    await deliver(records([{ ...sent(1), value: 'no json' }]));
    await deliver(records([{ ...done(1, 1), value: 'no json' }]));
    await refused.deliver(records([sent(2)]));
  });
  expect(
    spans.map(({ name, traceId: id, attributes }) => [
      name,
      id === traceId(1) || id === traceId(2),
      attributes['error.type'],
    ]),
  ).toEqual([
    ['dead_letter thing.done', true, 'undecodable'],
    ['dead_letter thing.done', false, 'undecodable'],
    ['process thing.done', true, 'thing.odd'],
    ['dead_letter thing.done', true, 'refused'],
  ]);
});
