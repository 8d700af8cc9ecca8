import type { Tx } from '@ecomm/database/connect';
import type { Session } from '@ecomm/contracts/http/users';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { accessToken } from './access-token.ts';
import type { Deps } from './deps.ts';
import type { Signer } from './keyring.ts';
import { refreshTokens, sessions } from './schema.ts';

/** When a refresh token just made ends to be good. */
export const refreshEnd = sql`clock_timestamp() + interval '30 days'`;
/** Whole seconds since 1970 by the database's clock. */
export const nowSeconds = sql<number>`floor(extract(epoch from clock_timestamp()))::float8`;

/** What a transaction that opened or went on with a session knows of it. */
export interface Opened {
  user: Session['user'];
  refresh_token: string;
  issuedAt: number;
}

/** 256 random bits. */
export const drawRefreshToken = (): string =>
  `rt_${crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: 'base64url', omitPadding: true })}`;

/** How refresh tokens are stored: SHA-256, hexadecimal. */
export const digest = (token: string): string => new Bun.CryptoHasher('sha256').update(token).digest('hex');

/** Begins a family of refresh tokens. */
export async function openSession(tx: Tx, user: Session['user']): Promise<Opened> {
  const refresh_token = drawRefreshToken();
  const token = digest(refresh_token);
  const id = Bun.randomUUIDv7();
  const [row] = await tx
    .insert(sessions)
    .values({ id, user_id: user.id, current_token: token, expires_at: refreshEnd })
    .returning({ issuedAt: nowSeconds });
  await tx.insert(refreshTokens).values({ token, session_id: id });
  return { user, refresh_token, issuedAt: row!.issuedAt };
}

/** Ends every session of a user: no refresh token of theirs is good any more. */
export const revokeSessions = (tx: Tx, userId: number) =>
  tx
    .update(sessions)
    .set({ revoked_at: sql`clock_timestamp()` })
    .where(and(eq(sessions.user_id, userId), isNull(sessions.revoked_at)));

/** The answer of sign-up, login and refresh. */
export async function sessionAnswer({ tokens }: Deps, signer: Signer, opened: Opened): Promise<Session> {
  const { user, refresh_token, issuedAt } = opened;
  return { token: await accessToken(tokens, signer, user, issuedAt), refresh_token, userId: user.id, user };
}
