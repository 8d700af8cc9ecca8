import type { PasswordChange } from '@ecomm/contracts/http/users';
import type { Caller } from '@ecomm/http/operation';
import { and, eq, sql } from 'drizzle-orm';
import { limitKey } from './client-address.ts';
import type { Deps } from './deps.ts';
import { checkFailures, recordFailure } from './login-failures.ts';
import { users } from './schema.ts';
import { revokeSessions } from './session.ts';
import { invalidCredentials } from './user.ts';

/** POST /auth/password → the new hash and the end of every session in one transaction. Wrong ones count as at login. */
export async function changePassword(
  deps: Deps,
  caller: Caller,
  change: PasswordChange,
  address: string,
): Promise<void> {
  const { db, passwords, limits } = deps;
  const [found] = await db
    .select({ email: users.email, password_hash: users.password_hash })
    .from(users)
    .where(and(eq(users.id, caller.id), users.is_active));
  if (!found) throw invalidCredentials();
  const attempt = { email: found.email, address: limitKey(address) };
  await checkFailures(db, limits, attempt);
  if (!(await passwords.verify(change.current_password, found.password_hash))) {
    await recordFailure(db, limits, attempt);
    throw invalidCredentials();
  }
  await checkFailures(db, limits, attempt);
  const password_hash = await passwords.hash(change.new_password);
  await db.transaction(async (tx) => {
    const [changed] = await tx
      .update(users)
      .set({ password_hash, updated_at: sql`clock_timestamp()` })
      .where(and(eq(users.id, caller.id), eq(users.password_hash, found.password_hash), users.is_active))
      .returning({ id: users.id });
    if (!changed) throw invalidCredentials();
    await revokeSessions(tx, caller.id);
  });
}
