import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { EventType } from '@ecomm/events/envelope';
import type { Exact } from '@ecomm/runtime/exact';
import { causeId, here, traceparentOf } from '@ecomm/runtime/trace';
import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler';
import { closed } from '@ecomm/runtime/closed';
import { wakeRelay } from './wakers.ts';

export interface StageOptions {
  /** The event's id: to stage an event again under its old one. A new UUIDv7 unless told. */
  id?: string;
  /** When it happened (`ce_time`); now unless told. */
  occurredAt?: Date;
}

/** The broker takes 1 MiB a record, headers included. */
const payloadLengthMax = 900_000;

const insert = `insert into outbox (id, topic, key, type, version, payload, traceparent, cause_id, occurred_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** The relay sends in the order of `position`, which is that of `n`. */
const insertMany = `insert into outbox (id, topic, key, type, version, payload, traceparent, cause_id, occurred_at)
  select id, topic, key, type, version, payload, traceparent, cause_id, occurred_at::timestamptz
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[], $8::uuid[], $9::text[])
    with ordinality as event (id, topic, key, type, version, payload, traceparent, cause_id, occurred_at, n)
  order by n`;

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

/**
 * Publishes an event with the caller's transaction: the row commits with it, the relay sends it afterwards (design.md §3,
 * rule 1). The partition key is the payload's `eventType.key`. Gives the event's id.
 */
export async function stage<S extends TSchema, P extends Static<S>>(
  tx: Tx,
  eventType: EventType<S>,
  payload: P & Exact<Static<S>, P>,
  options: StageOptions = {},
): Promise<string> {
  const event = outgoing<S, P>(eventType, payload, options);
  await stageAll(tx, [event]);
  return event.id;
}

/** Many events of any types, in this order, by one statement. */
export async function stageAll(tx: Tx, events: readonly Outgoing[]): Promise<void> {
  if (events.length === 0) return;
  afterCommit(tx, () => wakeRelay(tx));
  const rows = events.map((e) => [
    e.id,
    e.topic,
    e.key,
    e.type,
    e.version,
    e.payload,
    e.traceparent,
    e.causeId,
    e.occurredAt,
  ]);
  const [first, ...more] = rows;
  await (more.length === 0 ? runSql(tx, insert, first) : runSql(tx, insertMany, columns(rows)));
}

/** Rows as `unnest` takes them. */
const columns = (rows: readonly (readonly unknown[])[]): unknown[][] =>
  rows[0]!.map((_, column) => rows.map((row) => row[column]));

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
