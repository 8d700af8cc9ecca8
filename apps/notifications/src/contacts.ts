import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { Problem } from '@ecomm/runtime/problem';
import { isPlainAddress, type Contact } from './mail.ts';
import type { Users } from './users.ts';

const finding = 'select email, first_name, last_name from contacts where user_id = $1';
const remembering = `insert into contacts (user_id, email, first_name, last_name) values ($1, $2, $3, $4)
  on conflict (user_id) do nothing`;

export const rememberContact = async (tx: Tx, userId: number, { email, first_name, last_name }: Contact) =>
  void (await runSql(tx, remembering, [userId, email, first_name, last_name]));

/**
 * Where a user's mail goes: as remembered, else as users says. A permanent Problem 404 `contact.not_found` when there is
 * no such user, or none that mail can be sent to; 503 when users does not answer.
 */
export async function contactOf(tx: Tx, users: Users, userId: number): Promise<Contact> {
  const [known] = await runSql<Contact>(tx, finding, [userId]);
  if (known) return known;
  const contact = await users.find(userId);
  if (!contact || !isPlainAddress(contact.email))
    throw new Problem(404, 'contact.not_found', `User ${userId} has no mail address.`, { permanent: true });
  await rememberContact(tx, userId, contact);
  return contact;
}
