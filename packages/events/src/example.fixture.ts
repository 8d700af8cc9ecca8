import { Type } from '@sinclair/typebox';
import { encode, type EventType, type InRecord, type OutMessage } from './envelope.ts';

/** An event type for this package's tests, which know no business. */
export const thingDone = {
  type: 'thing.done',
  topic: 'thing.done',
  version: 1,
  key: 'thing_id',
  owner: 'things',
  schema: Type.Object({ thing_id: Type.Integer(), n: Type.Integer() }),
} as const satisfies EventType;

/** The `n`-th event of thing `thing_id`, as a record to send. */
export const done = (thing_id: number, n: number, headers: OutMessage['headers'] = {}): OutMessage => {
  const message = encode(thingDone, { id: Bun.randomUUIDv7(), payload: { thing_id, n } });
  return { ...message, headers: { ...message.headers, ...headers } };
};

/** `messages` as one partition gives them back. */
export const records = (messages: readonly OutMessage[], first = 0): InRecord[] =>
  messages.map(({ topic, key, value, headers }, index) => ({
    topic,
    partition: 0,
    offset: String(first + index),
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, of]) => [name, Buffer.from(String(of))])),
  }));
