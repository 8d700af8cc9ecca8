import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Header } from '@ecomm/events/envelope';
import type { Buried } from '@ecomm/events/inbox';
import { traceIdOf } from '@ecomm/runtime/trace';

const insert = `insert into dead_letters
    (id, consumer, topic, partition, "offset", event_id, key, value, headers, reason, attempts, first_at, last_at, trace_id)
  values ($1, $2, $3, $4, $5::bigint, $6, decode($7, 'base64'), decode($8, 'base64'), $9::jsonb, $10, $11, $12, $13, $14)
  on conflict do nothing`;

/** record → row in dead_letters, in a transaction of its own; one that is there already, in whatever state, stays as it is. */
export async function buryLetter(db: Db, { group, record, reason, attempts, firstAt, lastAt }: Buried): Promise<void> {
  const { topic, partition, offset, key, value, headers } = record;
  const header = (name: string): string | null => headers[name]?.toString() ?? null;
  await runSql(db, insert, [
    Bun.randomUUIDv7(),
    group,
    topic,
    partition,
    offset,
    storable(header('ce_id')),
    key?.toString('base64') ?? null,
    value?.toString('base64') ?? null,
    storable(JSON.stringify(inBase64(headers))),
    storable(reason),
    attempts,
    firstAt.toISOString(),
    lastAt.toISOString(),
    traceIdOf(header('traceparent') ?? '') ?? null,
  ]);
}

const inBase64 = (headers: Record<string, Header | Header[]>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, header]) => [
      storable(name),
      (Array.isArray(header) ? header : [header]).map((one) => Buffer.from(one).toString('base64')),
    ]),
  );

/** Postgres' text holds no NUL: a letter that has one would else stand in the way of its partition for ever. */
const storable = <T extends string | null>(text: T): T => (text?.replaceAll('\0', '\ufffd') ?? null) as T;
