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

/** The relay sends in the order of `position`, which is that of `ordinality`. */
const insertMany = `insert into outbox (id, topic, key, type, version, payload, traceparent, cause_id, occurred_at)
  select id, $2, key, $3, $4, payload, $5, $6, $7
  from rows from (json_to_recordset($1) as (id uuid, key text, payload text)) with ordinality order by ordinality`;

/**
 * Publishes an event with the caller's transaction: the row commits with it, the relay sends it afterwards (design.md §3,
 * rule 1). The partition key is the payload's `eventType.key`. Gives the event's id. Throws when the payload is not what
 * the contract says, which is a bug here; so is a field it does not know, though consumers would read past that.
 */
export async function stage<S extends TSchema, P extends Static<S>>(
  tx: Tx,
  eventType: EventType<S>,
  payload: P & Exact<Static<S>, P>,
  { id = Bun.randomUUIDv7(), occurredAt = new Date() }: StageOptions = {},
): Promise<string> {
  const { topic, type, version } = eventType;
  const { key, text } = serialize(eventType, payload);
  afterCommit(tx, () => wakeRelay(tx));
  await runSql(tx, insert, [id, topic, key, type, version, text, ...origin(), occurredAt.toISOString()]);
  return id;
}

/** Many events of one type, in this order, by one statement; gives their ids. */
export async function stageAll<S extends TSchema, P extends Static<S>>(
  tx: Tx,
  eventType: EventType<S>,
  payloads: readonly (P & Exact<Static<S>, P>)[],
  { occurredAt = new Date() }: Pick<StageOptions, 'occurredAt'> = {},
): Promise<string[]> {
  if (payloads.length === 0) return [];
  const { topic, type, version } = eventType;
  const rows = payloads.map((payload) => {
    const { key, text } = serialize(eventType, payload);
    return { id: Bun.randomUUIDv7(), key, payload: text };
  });
  afterCommit(tx, () => wakeRelay(tx));
  await runSql(tx, insertMany, [JSON.stringify(rows), topic, type, version, ...origin(), occurredAt.toISOString()]);
  return rows.map(({ id }) => id);
}

/** What it comes from: the trace, which begins with its sending if it is in none, and the event that is handled, if one is. */
function origin(): [traceparent: string | null, causeId: string | null] {
  const place = here();
  return [place ? traceparentOf(place) : null, causeId() ?? null];
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
