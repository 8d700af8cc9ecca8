import { errorType } from '@ecomm/runtime/error-type';
import { Span, type About } from '@ecomm/runtime/span';
import { here, isSampled, placeOf, traceparent, traceparentOf } from '@ecomm/runtime/trace';
import { tracing } from '@ecomm/runtime/tracing';
import type { OutMessage } from './envelope.ts';
import { aboutMessages } from './message-span.ts';

const aboutBatch: About = {
  name: 'send',
  kind: 'client',
  attributes: {
    'messaging.system.name': 'kafka',
    'messaging.operation.name': 'send',
    'messaging.operation.type': 'send',
  },
};

/**
 * Sends messages, each as a span of the trace that its `traceparent` header names, or of a new one; from then on the header
 * names that span. The one request with several is a span as well, with links to them. Of several, those whose traces are
 * not recorded go as they are. A dead letter's headers stay as they came: its span is part of the work under way.
 */
export async function recordSend(
  messages: readonly OutMessage[],
  send: (messages: readonly OutMessage[]) => Promise<void>,
): Promise<void> {
  if (!tracing) return send(messages.map(inSomeTrace));
  const isAlone = messages.length === 1;
  const spans: Span[] = [];
  const traced = messages.map((message) => {
    const span = spanOf(message, isAlone);
    if (!span) return message;
    spans.push(span);
    if (isDeadLetter(message)) return message;
    return withTraceparent(message, traceparentOf(span));
  });
  if (!isAlone) spans.push(batchOf(messages.length, [...spans]));
  try {
    await send(traced);
  } catch (error) {
    for (const span of spans) span.fail(errorType(error));
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

/** What comes of a message is a trace, whoever published it. */
const inSomeTrace = (message: OutMessage): OutMessage =>
  message.headers.traceparent || isDeadLetter(message) ? message : withTraceparent(message, traceparent());

const withTraceparent = (message: OutMessage, traceparent: string): OutMessage => ({
  ...message,
  headers: { ...message.headers, traceparent },
});

const isDeadLetter = ({ headers }: OutMessage): boolean => 'dlq_topic' in headers;

function batchOf(count: number, spans: readonly Span[]): Span {
  const links = spans.filter(isSampled);
  const batch = new Span(aboutBatch, undefined, { links, sampled: links.length > 0 });
  batch.set({ 'messaging.batch.message_count': count });
  return batch;
}

function spanOf(message: OutMessage, isAlone: boolean): Span | undefined {
  const { topic, key, headers } = message;
  const parent = isDeadLetter(message) ? here() : placeOf(headers.traceparent?.toString());
  if (parent && !isAlone && !isSampled(parent)) return undefined;
  const span = new Span(aboutMessages('send', topic), parent);
  span.set({
    'messaging.message.id': headers.ce_id?.toString() ?? '',
    ...(key === null ? {} : { 'kafka.message.key': key.toString() }),
  });
  return span;
}
