import type { EventType } from '@ecomm/events/envelope';
import { closed } from '@ecomm/runtime/closed';
import type { Exact } from '@ecomm/runtime/exact';
import { causeId, here, traceparentOf } from '@ecomm/runtime/trace';
import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler';

export interface StageOptions {
  /** The event's id: to stage an event again under its old one. A new UUIDv7 unless told. */
  id?: string;
  /** When it happened (`ce_time`); now unless told. */
  occurredAt?: Date;
}

/** The broker takes 1 MiB a record, headers included. */
const payloadLengthMax = 900_000;

/** An event as it will be staged. */
export interface Outgoing {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly version: number;
  /** Its JSON. */
  readonly payload: string;
  /** None: its trace begins with its sending. */
  readonly traceparent: string | null;
  readonly causeId: string | null;
  /** RFC 3339. */
  readonly occurredAt: string;
}

/**
 * An event to be staged, of the trace and the cause it is made in. Throws when the payload is not what the contract says,
 * which is a bug here; so is a field it does not know, though consumers would read past that.
 */
export function outgoing<S extends TSchema, P extends Static<S>>(
  eventType: EventType<S>,
  payload: P & Exact<Static<S>, P>,
  { id = Bun.randomUUIDv7(), occurredAt = new Date() }: StageOptions = {},
): Outgoing {
  const { topic, type, version } = eventType;
  const { key, text } = serialize(eventType, payload);
  const place = here();
  return {
    id,
    topic,
    key,
    type,
    version,
    payload: text,
    traceparent: place ? traceparentOf(place) : null,
    causeId: causeId() ?? null,
    occurredAt: occurredAt.toISOString(),
  };
}

const checks = new WeakMap<TSchema, TypeCheck<TSchema>>();

function serialize(eventType: EventType, payload: unknown): { key: string; text: string } {
  const { type, key, schema } = eventType;
  let check = checks.get(schema);
  if (!check) checks.set(schema, (check = TypeCompiler.Compile(closed(schema))));
  if (!check.Check(payload)) {
    const wrong = check.Errors(payload).First();
    throw new Error(`${type} is not what its contract says: ${wrong?.path || '/'} ${wrong?.message}`);
  }
  const text = JSON.stringify(payload);
  if (text.length > payloadLengthMax) throw new Error(`${type} is too long to be sent: ${text.length} characters`);
  return { key: String((payload as Record<string, unknown>)[key]), text };
}
