import type { OwnChange } from '@ecomm/contracts/http/users';
import type { Caller } from '@ecomm/http/operation';
import { eq, sql } from 'drizzle-orm';
import type { Deps } from './deps.ts';
import { users } from './schema.ts';
import { unknownUser, userColumns } from './user.ts';

/** PATCH /me → the caller's names; what is left out stays, null clears. */
export async function updateMe({ db }: Deps, caller: Caller, { first_name, last_name }: OwnChange) {
  const [user] = await db
    .update(users)
    .set({ first_name, last_name, updated_at: sql`clock_timestamp()` })
    .where(eq(users.id, caller.id))
    .returning(userColumns);
  if (!user) throw unknownUser();
  return user;
}
