import type { Service } from '../shop/services.ts';
import type { Shop } from '../shop/shop.ts';

interface Ask {
  token?: string;
  /** JSON, or a form; then it is a POST. */
  body?: object;
}

/** Asks a service of the shop; throws what it said unless it was a success. */
export async function call(shop: Shop, service: Service, path: string, { token, body }: Ask): Promise<Answer> {
  const isForm = body instanceof FormData;
  const response = await fetch(`${shop.url(service)}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${service} ${path} was answered ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

type Answer = Record<string, unknown>;
