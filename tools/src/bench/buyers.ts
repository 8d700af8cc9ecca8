import type { Shop } from '../shop/shop.ts';

export interface Buyer {
  token: string;
}

/** Fresh customers, a few at a time: each sign-up hashes a password, which is meant to be slow. */
export async function signUpBuyers(shop: Shop, count: number): Promise<Buyer[]> {
  const buyers: Buyer[] = [];
  const signUp = async (): Promise<void> => {
    while (buyers.length < count) {
      const at = buyers.push({ token: '' }) - 1;
      const response = await fetch(`${shop.url('users')}/auth/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: `bench-${crypto.randomUUID()}@example.com`, password: 'bench-pass-123456' }),
      });
      if (response.status !== 201)
        throw new Error(`a sign-up was answered ${response.status} ${await response.text()}`);
      buyers[at] = (await response.json()) as Buyer;
    }
  };
  await Promise.all([signUp(), signUp(), signUp()]);
  return buyers;
}

/** Spread over the demo catalogue, whose stock never ends here (see `fillShelves`). */
const productsCount = 20;

export function orderRequest({ token }: Buyer): { headers: Record<string, string>; body: string } {
  return {
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': crypto.randomUUID(),
    },
    body: JSON.stringify({ items: [{ product_id: 1 + Math.floor(Math.random() * productsCount), quantity: 1 }] }),
  };
}
