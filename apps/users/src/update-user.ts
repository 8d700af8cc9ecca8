import type { UserChange } from '@ecomm/contracts/http/users';
import { eq, sql } from 'drizzle-orm';
import type { Deps } from './deps.ts';
import { users } from './schema.ts';
import { revokeSessions } from './session.ts';
import { unknownUser, userColumns } from './user.ts';

/** PATCH /users/:id → role and state of an account, by an admin; disabling ends its sessions in the same transaction. */
export const updateUser = ({ db }: Deps, id: number, { role, is_active }: UserChange) =>
  db.transaction(async (tx) => {
    const [user] = await tx
      .update(users)
      .set({ role, is_active, updated_at: sql`clock_timestamp()` })
      .where(eq(users.id, id))
      .returning(userColumns);
    if (!user) throw unknownUser();
    if (is_active === false) await revokeSessions(tx, id);
    return user;
  });
