import type { Db } from '@ecomm/database/connect';
import { sql } from 'drizzle-orm';
import { passwords } from './passwords.ts';
import { users } from './schema.ts';

export const demoAdmin = { email: 'admin@ecomm.local', password: 'admin-pass-123456' };

/** Makes the demo admin; false when the address has an account, which is left as it is. Publishes nothing. */
export async function seedAdmin(db: Db): Promise<boolean> {
  const { email, password } = demoAdmin;
  const [taken] = await db
    .select({ id: users.id })
    .from(users)
    .where(sql`lower(${users.email}) = ${email}`);
  if (taken) return false;
  const row = { email, first_name: 'Demo', last_name: 'Admin', role: 'admin' as const };
  const password_hash = await passwords().hash(password);
  const made = await db
    .insert(users)
    .values({ ...row, password_hash })
    .onConflictDoNothing()
    .returning({ id: users.id });
  return made.length > 0;
}
