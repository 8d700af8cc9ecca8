import { userCreated } from '@ecomm/contracts/events';
import type { Session, SignUp } from '@ecomm/contracts/http/users';
import type { Tx } from '@ecomm/database/connect';
import { stage } from '@ecomm/outbox/stage';
import { Problem } from '@ecomm/runtime/problem';
import { limitKey } from './client-address.ts';
import type { Deps } from './deps.ts';
import { countOne } from './rate-window.ts';
import { users } from './schema.ts';
import { openSession, sessionAnswer } from './session.ts';
import { userColumns } from './user.ts';

/** POST /auth/signup → account, session and outbox in one transaction → user.created */
export async function signUp(deps: Deps, { email, password, ...names }: SignUp, address: string): Promise<Session> {
  const { db, keyring, passwords, limits } = deps;
  await countOne(db, { name: 'sign_ups', max: limits.signUpsPerMinute, seconds: 60 }, limitKey(address));
  const signer = await keyring.signer();
  const password_hash = await passwords.hash(password);
  const opened = await db.transaction(async (tx) => {
    const user = await insertUser(tx, { email, password_hash, ...names });
    const { id: user_id, role, created_at } = user;
    await stage(tx, userCreated, { user_id, email, ...names, role, created_at });
    return openSession(tx, user);
  });
  return sessionAnswer(deps, signer, opened);
}

async function insertUser(tx: Tx, row: typeof users.$inferInsert): Promise<Session['user']> {
  const [user] = await tx.insert(users).values(row).onConflictDoNothing().returning(userColumns);
  if (!user) throw new Problem(409, 'user.email_taken', 'There is an account with this mail address.');
  return user;
}
