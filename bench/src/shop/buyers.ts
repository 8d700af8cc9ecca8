import type { Shop } from '@ecomm/tools/shop/shop';
import type { BenchShop } from './bench-shop.ts';

/** A few at a time: each sign-up hashes a password, which is meant to be slow. */
const atOnce = 3;
const pauseMs = 500;
const attemptsMax = 20;
const password = 'bench-pass-123456';

/** Tokens of fresh customers. */
export async function signUpBuyers(shop: Shop, count: number): Promise<string[]> {
  const tokens: string[] = [];
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun++ < count) tokens.push(await tokenFrom(shop, 'signup', newEmail()));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return tokens;
}

/** Of a fresh account that is made an admin's. */
export async function adminToken({ shop, sql }: BenchShop): Promise<string> {
  const email = newEmail();
  await tokenFrom(shop, 'signup', email);
  await sql.users`update users set role = 'admin' where email = ${email}`;
  return tokenFrom(shop, 'login', email);
}

const newEmail = (): string => `bench-${crypto.randomUUID()}@example.com`;

/** A machine that is busy with other things may make it try again, and find that it was signed up the first time. */
async function tokenFrom(shop: Shop, how: 'signup' | 'login', email: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${shop.url('users')}/auth/${how}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    if (response.ok) return ((await response.json()) as { token: string }).token;
    if (response.status === 409) return tokenFrom(shop, 'login', email);
    const said = await response.text();
    if (response.status !== 503 || attempt === attemptsMax)
      throw new Error(`${how} was answered ${response.status} ${said}`);
    await Bun.sleep(pauseMs);
  }
}
