import type postgres from 'postgres';
import type { Shop } from '../shop/shop.ts';
import { call } from './call.ts';

export const roles = ['admin', 'customer'] as const;
export type Role = (typeof roles)[number];

export interface Account {
  id: number;
  token: string;
}

/** Known to nobody else: requests made of the document's examples would change a password that it shows. */
const password = crypto.randomUUID();
const email = (role: Role): string => `fuzz-${role}@example.com`;

export async function signUp(shop: Shop, role: Role): Promise<void> {
  await call(shop, 'users', '/auth/signup', { body: { email: email(role), password } });
}

/**
 * A fresh token, good for 15 minutes. What requests as an admin did to the account itself, whose role and state they can
 * change, is put right first, past the service.
 */
export async function logIn(shop: Shop, users: postgres.Sql, role: Role): Promise<Account> {
  await users`update users set role = ${role}, is_active = true where email = ${email(role)}`;
  const { token, userId } = await call(shop, 'users', '/auth/login', { body: { email: email(role), password } });
  return { id: userId as number, token: token as string };
}
