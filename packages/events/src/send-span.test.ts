import { expect, test } from 'bun:test';
import { recorded } from '@ecomm/runtime/telemetry.fixture';
import { inTrace } from '@ecomm/runtime/trace';
import type { OutMessage } from './envelope.ts';
import { done } from './example.fixture.ts';
import { recordSend } from './send-span.ts';

const traceId = (n: number): string => String(n).repeat(32);
const parent = (n: number, flags = '01'): string => `00-${traceId(n)}-b7ad6b7169203331-${flags}`;
const message = (n: number, flags?: string) => done(1, n, { traceparent: parent(n, flags) });

function sink(outcome: () => Promise<void> = () => Promise.resolve()) {
  const taken: OutMessage[] = [];
  const send = (messages: readonly OutMessage[]): Promise<void> => {
    taken.push(...messages);
    return outcome();
  };
  return { send, headers: () => taken.map(({ headers }) => headers.traceparent) };
}

test('a message’s sending is a span of the trace it belongs to, from which its consumers go on', async () => {
  const { send, headers } = sink();
  const [span, ...rest] = await recorded(() => recordSend([message(1)], send));
  expect(rest).toHaveLength(0);
  expect(span).toMatchObject({
    name: 'send thing.done',
    kind: 'producer',
    traceId: traceId(1),
    parentSpanId: 'b7ad6b7169203331',
    attributes: { 'messaging.destination.name': 'thing.done', 'kafka.message.key': '1' },
  });
  expect(headers()).toEqual([`00-${traceId(1)}-${span!.spanId}-01`]);
});

test('of several messages those of recorded traces have a span each, and the request has one with links to them', async () => {
  const { send, headers } = sink();
  const spans = await recorded(() => recordSend([message(1), message(2, '00'), message(3)], send));
  const batch = spans.find(({ name }) => name === 'send')!;
  const of = spans.filter((span) => span !== batch);
  expect(of.map((span) => span.traceId)).toEqual([traceId(1), traceId(3)]);
  expect(batch).toMatchObject({ kind: 'client', parentSpanId: '', attributes: { 'messaging.batch.message_count': 3 } });
  expect(batch.links).toEqual(of.map((span) => ({ traceId: span.traceId, spanId: span.spanId })));
  expect(headers()[1]).toBe(parent(2, '00'));
});

test('a sending that fails is told, also of traces that are not recorded: of several as the one request', async () => {
  const { send } = sink(() => Promise.reject(Object.assign(new Error('planted'), { name: 'TimeoutError' })));
  const spans = await recorded(async () => {
    await recordSend([message(1, '00'), message(2, '00')], send).catch(() => {});
    await recordSend([message(3, '00')], send).catch(() => {});
  });
  expect(spans.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
    ['send', 'TimeoutError'],
    ['send thing.done', 'TimeoutError'],
  ]);
});

test('a dead letter’s headers stay as they came, and its sending is part of the work under way', async () => {
  const { send, headers } = sink();
  const letter = done(1, 1, { traceparent: parent(1), dlq_topic: 'thing.done' });
  const [span] = await recorded(() => inTrace(parent(2), () => recordSend([letter], send)));
  expect(headers()).toEqual([parent(1)]);
  expect(span).toMatchObject({ traceId: traceId(2), parentSpanId: 'b7ad6b7169203331' });
});

test('a message that was published in no trace begins one with its sending', async () => {
  const { send, headers } = sink();
  const [span] = await recorded(() => recordSend([done(1, 1)], send));
  expect(span).toMatchObject({ name: 'send thing.done', parentSpanId: '' });
  await recordSend([done(1, 1)], send);
  expect(headers()).toEqual([
    `00-${span!.traceId}-${span!.spanId}-01`,
    expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
  ]);
});
