import type { LogIn, Session } from '@ecomm/contracts/http/users';
import type { DbOrTx } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { Problem } from '@ecomm/runtime/problem';
import { and, eq, sql } from 'drizzle-orm';
import { limitKey } from './client-address.ts';
import type { Deps } from './deps.ts';
import { checkFailures, recordFailure } from './login-failures.ts';
import { users } from './schema.ts';
import { openSession, sessionAnswer } from './session.ts';
import { invalidCredentials, userColumns } from './user.ts';

const finding = prepared((db: DbOrTx) =>
  db
    .select({ id: users.id, password_hash: users.password_hash, is_active: users.is_active })
    .from(users)
    .where(sql`lower(${users.email}) = lower(${sql.placeholder('email')})`)
    .prepare('user_by_email'),
);

/**
 * POST /auth/login → a session. An unknown address takes the way of a wrong password, hash and count included, so that
 * neither answer nor time tells them apart.
 */
export async function logIn(deps: Deps, { email, password }: LogIn, address: string): Promise<Session> {
  const { db, keyring, passwords, limits } = deps;
  const attempt = { email, address: limitKey(address) };
  const [[found]] = await Promise.all([finding(db).execute({ email }), checkFailures(db, limits, attempt)]);
  const isRight = await passwords.verify(password, found?.password_hash);
  if (!found || !isRight) {
    await recordFailure(db, limits, attempt);
    throw invalidCredentials();
  }
  // Once more: the right password among many sent at once must not stand out when the wrong ones were too many.
  await checkFailures(db, limits, attempt);
  if (!found.is_active) throw new Problem(403, 'auth.account_disabled', 'This account is disabled.');
  const signer = await keyring.signer();
  const unchanged = and(eq(users.id, found.id), eq(users.password_hash, found.password_hash), users.is_active);
  const opened = await db.transaction(async (tx) => {
    // Locked, so that a password change or disabling that comes now revokes this session too.
    const [user] = await tx.select(userColumns).from(users).where(unchanged).for('share');
    if (!user) throw invalidCredentials();
    return openSession(tx, user);
  });
  return sessionAnswer(deps, signer, opened);
}
