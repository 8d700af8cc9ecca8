import type { Db } from '@ecomm/database/connect';
import { sql } from 'drizzle-orm';
import { passwords } from './passwords.ts';
import { users } from './schema.ts';

export interface NewAdmin {
  email: string;
  password: string;
  first_name?: string;
  last_name?: string;
}

/** Makes an admin, or answers the role of the account that has the address, which is left as it is. Publishes nothing. */
export async function makeAdmin(
  db: Db,
  { password, ...row }: NewAdmin,
): Promise<'made' | (typeof users.$inferSelect)['role']> {
  const find = () =>
    db
      .select({ role: users.role })
      .from(users)
      .where(sql`lower(${users.email}) = lower(${row.email})`);
  const [taken] = await find();
  if (taken) return taken.role;
  const password_hash = await passwords().hash(password);
  const admin = { ...row, role: 'admin' as const, password_hash };
  const [made] = await db.insert(users).values(admin).onConflictDoNothing().returning({ id: users.id });
  if (made) return 'made';
  // Somebody else was faster.
  const [other] = await find();
  return other?.role ?? 'customer';
}
