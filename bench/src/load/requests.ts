import { firstProduct } from '../shop/catalogue.ts';
import { get, post, type Request } from './http-connection.ts';
import type { Orders, Requests } from './load.ts';

export const spelled = (paths: readonly string[], token?: string): Requests => ({
  kind: 'spelled',
  requests: paths.map((path) => get(path, token === undefined ? {} : { Authorization: `Bearer ${token}` })),
});

/** The next request, again and again. */
export function inTurn(requests: Requests): () => Request {
  let turn = 0;
  if (requests.kind === 'orders') return () => orderRequest(requests, turn++);
  const bytes = requests.requests.map((request) => Buffer.from(request));
  return () => bytes[turn++ % bytes.length]!;
}

export function orderRequest({ tokens, products, withKey }: Omit<Orders, 'kind'>, turn: number): string {
  const headers = {
    Authorization: `Bearer ${tokens[turn % tokens.length]}`,
    'Content-Type': 'application/json',
    ...(withKey ? { 'Idempotency-Key': crypto.randomUUID() } : {}),
  };
  const product = firstProduct + Math.floor(Math.random() * products);
  return post('/create', headers, `{"items":[{"product_id":${product},"quantity":1}]}`);
}
