import type { Db, DbOrTx, Tx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { and, isNull, lt, ne, sql } from 'drizzle-orm';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { signingKeys as keys, type PublicKey } from './schema.ts';

/** A new key is published this long before it signs: every verifier looks more often. */
export const announcedMinutes = 10;
/** An old one stays published this long after it stopped: longer than its tokens live. */
export const keptMinutes = 20;

const kept = sql.raw(`interval '${keptMinutes} minutes'`);
const announced = sql.raw(`interval '${announcedMinutes} minutes'`);

/** Every published key, and in how many seconds of the database's clock it begins and ends to sign. */
const reading = prepared((db: DbOrTx) =>
  db
    .select({
      kid: keys.kid,
      public_jwk: keys.public_jwk,
      private_jwk: keys.private_jwk,
      signsInSeconds: sql<number>`extract(epoch from ${keys.signs_at} - clock_timestamp())::float8`,
      stopsInSeconds: sql<number | null>`extract(epoch from ${keys.stops_at} - clock_timestamp())::float8`,
    })
    .from(keys)
    .where(sql`${keys.stops_at} is null or ${keys.stops_at} > clock_timestamp() - ${kept}`)
    .orderBy(keys.signs_at)
    .prepare('keys_read'),
);

export const readKeys = (db: Db) => reading(db).execute();

/** Makes the first key, which signs at once, unless there is one. */
export async function ensureKey(db: Db): Promise<void> {
  const drawn = await drawKey();
  await db.transaction(async (tx) => {
    if (await hasKey(tx)) return;
    await tx.insert(keys).values({ ...drawn, signs_at: sql`clock_timestamp()` });
  });
}

/**
 * Publishes a new key, which takes over 10 min from now (behaviour §3); the first one signs at once. Answers when: the
 * old ones sign until then and are published for 20 min more.
 */
export async function rotateKeys(db: Db): Promise<{ kid: string; signs_at: string }> {
  const drawn = await drawKey();
  return db.transaction(async (tx) => {
    const wait = (await hasKey(tx)) ? announced : sql.raw(`interval '0'`);
    const [key] = await tx
      .insert(keys)
      .values({ ...drawn, signs_at: sql`clock_timestamp() + ${wait}` })
      .returning({ kid: keys.kid, signs_at: keys.signs_at });
    await tx
      .update(keys)
      .set({ stops_at: key!.signs_at })
      .where(and(isNull(keys.stops_at), ne(keys.kid, key!.kid)));
    return key!;
  });
}

/** Deletes keys that are published no more, and the private half of those that stopped signing. */
export async function pruneKeys(db: Db): Promise<void> {
  await db.delete(keys).where(lt(keys.stops_at, sql`clock_timestamp() - ${kept}`));
  const stopped = sql`${keys.stops_at} < clock_timestamp() - interval '1 minute' and ${keys.private_jwk} is not null`;
  await db.update(keys).set({ private_jwk: null }).where(stopped);
}

/** Whether a key signs now or will, and holds off whoever else would add one until this transaction ends. */
async function hasKey(tx: Tx): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('users.keys'))`);
  const [found] = await tx.select({ kid: keys.kid }).from(keys).where(isNull(keys.stops_at)).limit(1);
  return found !== undefined;
}

async function drawKey() {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const { kty, crv, x, y } = (await exportJWK(pair.publicKey)) as PublicKey;
  const kid = await calculateJwkThumbprint({ kty, crv, x, y });
  const public_jwk = { kty, kid, use: 'sig', alg: 'ES256', crv, x, y };
  return { kid, public_jwk, private_jwk: await exportJWK(pair.privateKey) };
}
