import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { Problem } from '@ecomm/runtime/problem';
import { isPlainAddress, type Contact } from './mail.ts';
import type { Users } from './users.ts';

const finding = 'select user_id, email, first_name, last_name from contacts where user_id = any($1::bigint[])';
const remembering = `insert into contacts (user_id, email, first_name, last_name)
  select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) on conflict (user_id) do nothing`;

/** In the order of the ids, so that two copies that remember the same users wait for each other and don't deadlock. */
export async function rememberContacts(tx: Tx, contacts: ReadonlyMap<number, Contact>): Promise<void> {
  const rows = [...contacts].toSorted(([a], [b]) => a - b);
  await runSql(tx, remembering, [
    rows.map(([userId]) => userId),
    rows.map(([, { email }]) => email),
    rows.map(([, { first_name }]) => first_name),
    rows.map(([, { last_name }]) => last_name),
  ]);
}

/** Questions to users at a time. */
const askedMax = 16;

/**
 * Where users' mail goes: as remembered, else as users says. A permanent Problem 404 `contact.not_found` when one of them
 * is no user, or none that mail can be sent to; 503 when users does not answer.
 */
export async function contactsOf(tx: Tx, users: Users, userIds: readonly number[]): Promise<Map<number, Contact>> {
  const wanted = [...new Set(userIds)];
  const known = await runSql<Contact & { user_id: number }>(tx, finding, [wanted]);
  const contacts = new Map(known.map(({ user_id, ...contact }) => [user_id, contact]));
  const unknown = wanted.filter((userId) => !contacts.has(userId));
  if (unknown.length === 0) return contacts;
  const asked = new Map<number, Contact>();
  for (let at = 0; at < unknown.length; at += askedMax)
    await Promise.all(
      unknown.slice(at, at + askedMax).map(async (userId) => void asked.set(userId, await ask(users, userId))),
    );
  await rememberContacts(tx, asked);
  for (const [userId, contact] of asked) contacts.set(userId, contact);
  return contacts;
}

async function ask(users: Users, userId: number): Promise<Contact> {
  const contact = await users.find(userId);
  if (!contact || !isPlainAddress(contact.email))
    throw new Problem(404, 'contact.not_found', `User ${userId} has no mail address.`, { permanent: true });
  return contact;
}
