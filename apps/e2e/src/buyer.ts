import { until } from '@ecomm/testing/until';
import type { Shop } from '@ecomm/tools/shop/shop';

/** Where a shop's services answer. */
type Addresses = Pick<Shop, 'url'>;

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Order {
  id: string;
  status: string;
  total_amount: number;
  items: { product_id: number; quantity: number; price: number; subtotal: number }[];
  transaction_id: string | null;
}

/** One JSON request; a body makes it a POST unless told. */
export async function request<T = Record<string, unknown>>(
  url: string,
  {
    token,
    body,
    method = body === undefined ? 'GET' : 'POST',
    headers = {},
  }: { token?: string; body?: unknown; method?: string; headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as T };
}

export interface Buyer {
  id: number;
  email: string;
  token: string;
}

/** A fresh customer. Many who come at once, whose passwords take long to hash, may be asked to come again. */
export async function signUp(shop: Addresses, email?: string): Promise<Buyer> {
  const join = async (): Promise<(Answer<{ token: string; userId: number }> & { email: string }) | false> => {
    const body = { email: email ?? `buyer-${crypto.randomUUID()}@example.com`, password: 'pass123456' };
    const answer = await request<{ token: string; userId: number }>(`${shop.url('users')}/auth/signup`, { body });
    return answer.status === 503 && !email ? false : { ...answer, email: body.email };
  };
  const { status, body, email: address } = await until(join, { timeoutMs: 30_000, what: 'a sign-up' });
  if (status !== 201) throw new Error(`signup answered ${status} ${JSON.stringify(body)}`);
  return { id: body.userId, email: address, token: body.token };
}

export async function logInAdmin(shop: Addresses): Promise<string> {
  const { body } = await request<{ token: string }>(`${shop.url('users')}/auth/login`, {
    body: { email: 'admin@ecomm.local', password: 'admin-pass-123456' },
  });
  return body.token;
}

/**
 * Places an order as a careful client does: the same key again after every failure that may pass (no answer, 409 in
 * progress, 429, 5xx), until it is accepted or `giveUpAfterMs` is over.
 */
export async function buy(
  shop: Addresses,
  { token }: Buyer,
  items: { product_id: number; quantity: number }[],
  giveUpAfterMs = 60_000,
): Promise<Order> {
  const key = crypto.randomUUID();
  const end = performance.now() + giveUpAfterMs;
  let last = 'nothing';
  for (let pauseMs = 20; performance.now() < end; pauseMs = Math.min(pauseMs * 2, 500)) {
    try {
      const { status, body } = await request<Order>(`${shop.url('orders')}/create`, {
        token,
        body: { items },
        headers: { 'idempotency-key': key },
      });
      if (status === 201) return body;
      last = `${status} ${JSON.stringify(body)}`;
      if (status < 500 && status !== 409 && status !== 429) break;
    } catch (error) {
      last = String(error);
    }
    await Bun.sleep(pauseMs * (0.5 + Math.random()));
  }
  throw new Error(`order not accepted: ${last}`);
}
