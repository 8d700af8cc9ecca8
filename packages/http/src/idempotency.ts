import { prepared } from '@ecomm/database/prepared';
import type { Db, DbOrTx, Tx } from '@ecomm/database/connect';
import { Problem } from '@ecomm/runtime/problem';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Stored } from './handler.ts';
import { claimKey, expired } from './idempotency-claim.ts';
import { idempotencyKeys as keys } from './idempotency-table.ts';

/** A claimed key: this request alone may make the resource `id`, until its lease of 10 s (database clock) is over. */
export interface Claim {
  /** `taken_over`: an earlier request with this key died or hangs. Look `id` up first: it may have gone part of the way. */
  readonly kind: 'fresh' | 'taken_over';
  readonly id: string;
  readonly token: string;
  readonly userId: number;
  readonly key: string;
}

/** The key was finished before: answer its bytes with `replay`. */
export interface Replay extends Stored {
  readonly kind: 'replay';
}

export interface Wanted {
  readonly userId: number;
  readonly key: string;
  /** Of the operation and its body: see `fingerprint`. */
  readonly fingerprint: string;
}

const keyFormat = /^[\x21-\x7e]{1,255}$/;
const isMine = and(
  eq(keys.userId, sql.placeholder('userId')),
  eq(keys.key, sql.placeholder('key')),
  eq(keys.token, sql.placeholder('token')),
);

const looking = prepared((db: DbOrTx) =>
  db
    .select({
      fingerprint: keys.fingerprint,
      status: keys.status,
      body: keys.body,
      waitSeconds: sql<number>`greatest(1, ceil(extract(epoch from ${keys.leasedUntil} - clock_timestamp())))::int`,
    })
    .from(keys)
    .where(and(eq(keys.userId, sql.placeholder('userId')), eq(keys.key, sql.placeholder('key'))))
    .prepare('idempotency_look'),
);

const finishing = prepared((db: DbOrTx) =>
  db
    .update(keys)
    .set({ status: sql`${sql.placeholder('status')}`, body: sql`${sql.placeholder('body')}` })
    .where(and(isMine, isNull(keys.status)))
    .returning({ token: keys.token })
    .prepare('idempotency_finish'),
);

const releasing = prepared((db: DbOrTx) =>
  db
    .delete(keys)
    .where(and(isMine, isNull(keys.status)))
    .returning({ key: keys.key })
    .prepare('idempotency_release'),
);

/** What a key stands for: SHA-256 of the operation and its body, whatever the order of fields. */
export function fingerprint(operation: string, body: unknown): string {
  const canonical = JSON.stringify(body, (_name, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return new Bun.CryptoHasher('sha256').update(`${operation}\n${canonical}`).digest('hex');
}

/**
 * Claims a user's Idempotency-Key by one statement (behaviour §5, design §3 rule 12). A key that is kept (24 h) and
 * finished gives its stored answer. Problems: 422 `idempotency.key_reused` for another body, 409 `idempotency.in_progress`
 * with Retry-After while the first request's lease runs, 422 `request.invalid` for a key that is not 1–255 visible ASCII.
 */
export async function claim(db: Db, wanted: Wanted): Promise<Claim | Replay> {
  const { userId, key } = wanted;
  if (!keyFormat.test(key)) throw invalidKey();
  const drawn = { id: Bun.randomUUIDv7(), token: crypto.randomUUID() };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const id = await claimKey(db, { ...wanted, ...drawn });
    if (id) return { kind: id === drawn.id ? 'fresh' : 'taken_over', id, token: drawn.token, userId, key };
    const [theirs] = await looking(db).execute({ userId, key });
    if (!theirs) continue; // released between the two statements
    if (theirs.fingerprint !== wanted.fingerprint) throw reusedKey();
    if (theirs.status === null) throw inProgress(theirs.waitSeconds);
    return { kind: 'replay', status: theirs.status, body: theirs.body ?? '' };
  }
  throw inProgress(1);
}

/**
 * Stores the answer in the transaction of its effect. Throws 409 `idempotency.in_progress`, and so rolls it back, when
 * the claim was taken over meanwhile.
 */
export async function finish(tx: Tx, { userId, key, token }: Claim, answer: { status: number; body: unknown }) {
  const body = JSON.stringify(answer.body);
  const rows = await finishing(tx).execute({ userId, key, token, status: answer.status, body });
  if (rows.length === 0) throw inProgress(1);
}

/**
 * Gives the key back after a refusal, so that it may succeed later. Never after a COMMIT whose answer was lost. False when
 * the claim was taken over: what was done under its id is the other request's now.
 */
export async function release(db: DbOrTx, { userId, key, token }: Claim): Promise<boolean> {
  const rows = await releasing(db).execute({ userId, key, token });
  return rows.length > 0;
}

/** Ends the lease and keeps the claim: the next request with this key takes over at once, under the same id. */
export const lapse = async (db: DbOrTx, { userId, key, token }: Claim): Promise<void> =>
  void (await db
    .update(keys)
    .set({ leasedUntil: sql`clock_timestamp()` })
    .where(
      sql`${keys.userId} = ${userId} and ${keys.key} = ${key} and ${keys.token} = ${token} and ${keys.status} is null`,
    ));

/** Deletes what is older than 24 h, a thousand rows at a time; answers how many. */
export async function prune(db: Db): Promise<number> {
  const old = sql`(select user_id, key from ${keys} as kept where ${sql.raw(expired)} limit 1000)`;
  for (let total = 0; ;) {
    const { length } = await db
      .delete(keys)
      .where(sql`(${keys.userId}, ${keys.key}) in ${old}`)
      .returning({ key: keys.key });
    total += length;
    if (length < 1000) return total;
  }
}

const invalidKey = (): Problem =>
  new Problem(422, 'request.invalid', 'The Idempotency-Key is not 1 to 255 visible ASCII characters.', {
    errors: [{ path: 'idempotency-key', message: 'must be 1 to 255 visible ASCII characters' }],
  });
const reusedKey = (): Problem =>
  new Problem(422, 'idempotency.key_reused', 'This Idempotency-Key was used with another request.');
export const inProgress = (retryAfterSeconds: number): Problem =>
  new Problem(409, 'idempotency.in_progress', 'The first request with this Idempotency-Key is still under way.', {
    retryAfterSeconds,
  });
