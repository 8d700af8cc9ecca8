import type { Session } from '@ecomm/contracts/http/users';
import type { Db } from '@ecomm/database/connect';
import { Problem } from '@ecomm/runtime/problem';
import { and, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import type { Deps } from './deps.ts';
import { refreshTokens, sessions, users } from './schema.ts';
import { digest, drawRefreshToken, nowSeconds, refreshEnd, sessionAnswer, type Opened } from './session.ts';
import { userColumns } from './user.ts';

/**
 * POST /auth/refresh → the next token of the family. One that was used before, by whoever came too late, revokes the
 * family (RFC 9700 §4.14.2): also when two come at once, and when an answer was lost and the client asks again.
 */
export async function refreshSession(deps: Deps, refresh_token: string): Promise<Session> {
  const used = digest(refresh_token);
  const signer = await deps.keyring.signer();
  const opened = await rotate(deps.db, used);
  if (opened) return sessionAnswer(deps, signer, opened);
  await revokeReused(deps.db, used);
  throw new Problem(401, 'auth.invalid_token', 'The refresh token is not valid, or no longer.');
}

/** The row of the family is the lock: of two with the same token one finds it changed. */
const rotate = (db: Db, used: string): Promise<Opened | undefined> =>
  db.transaction(async (tx) => {
    const refresh_token = drawRefreshToken();
    const token = digest(refresh_token);
    const isGood = and(
      eq(sessions.current_token, used),
      isNull(sessions.revoked_at),
      gt(sessions.expires_at, sql`clock_timestamp()`),
    );
    const [row] = await tx
      .update(sessions)
      .set({ current_token: token, expires_at: refreshEnd })
      .from(users)
      .where(and(isGood, eq(users.id, sessions.user_id), users.is_active))
      .returning({ session_id: sessions.id, issuedAt: nowSeconds, user: userColumns });
    if (!row) return undefined;
    await tx.insert(refreshTokens).values({ token, session_id: row.session_id });
    return { user: row.user, refresh_token, issuedAt: row.issuedAt };
  });

async function revokeReused(db: Db, used: string): Promise<void> {
  const family = db.select({ id: refreshTokens.session_id }).from(refreshTokens).where(eq(refreshTokens.token, used));
  await db
    .update(sessions)
    .set({ revoked_at: sql`clock_timestamp()` })
    .where(and(eq(sessions.id, family), ne(sessions.current_token, used), isNull(sessions.revoked_at)));
}
