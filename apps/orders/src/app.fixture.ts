import { verifier } from '@ecomm/http/auth';
import { health } from '@ecomm/http/health';
import { deadLettersOf } from '@ecomm/outbox/dead-letters';
import { testIssuer } from '@ecomm/testing/tokens';
import { app } from './app.ts';
import { log, orders } from './orders.fixture.ts';

const issuer = await testIssuer();
export const [alice, bob, carol, admin] = await Promise.all([
  issuer.authorization({ sub: 7 }),
  issuer.authorization({ sub: 8 }),
  issuer.authorization({ sub: 9 }),
  issuer.authorization({ sub: 1, role: 'admin' }),
]);

export const mug = { items: [{ product_id: 1, quantity: 1 }] };

/** orders' HTTP side over a real database, asked without a socket. */
export async function served() {
  const shop = await orders();
  const { stopping: _, ...checks } = health({
    service: 'orders',
    version: '0',
    database: async () => {},
    kafka: () => true,
  });
  const edge = {
    service: 'orders',
    version: '0',
    log,
    corsOrigins: [],
    swagger: true,
    production: false,
    authenticate: verifier(issuer),
  };
  const dead = deadLettersOf({ db: shop.deps.db, group: 'orders-group', subscriptions: [], log });
  const server = app({ ...shop.deps, dead, health: checks, edge });
  const ask = (path: string, init: RequestInit = {}) => server.handle(new Request(`http://localhost${path}`, init));
  const send = async (path: string, init: RequestInit = {}) => {
    const response = await ask(path, init);
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body };
  };
  const sendJson = (method: string, path: string, body: unknown, headers: Record<string, string>) =>
    send(path, { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return {
    shop,
    ask,
    send,
    create: (body: unknown, headers: Record<string, string> = alice) => sendJson('POST', '/create', body, headers),
    setStatus: (id: string, body: unknown, headers: Record<string, string> = admin) =>
      sendJson('PUT', `/${id}/status`, body, headers),
    close: shop.close,
  };
}
export type Served = Awaited<ReturnType<typeof served>>;
