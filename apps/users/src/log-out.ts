import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Deps } from './deps.ts';
import { refreshTokens, sessions } from './schema.ts';
import { digest } from './session.ts';

/** POST /auth/logout → the session of this refresh token, used or not, is over; an unknown one has none. */
export async function logOut({ db }: Deps, refresh_token: string): Promise<void> {
  const token = digest(refresh_token);
  const family = db.select({ id: refreshTokens.session_id }).from(refreshTokens).where(eq(refreshTokens.token, token));
  await db
    .update(sessions)
    .set({ revoked_at: sql`clock_timestamp()` })
    .where(and(eq(sessions.id, family), isNull(sessions.revoked_at)));
}
