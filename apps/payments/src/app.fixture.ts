import { verifier } from '@ecomm/http/auth';
import { deadLettersOf } from '@ecomm/outbox/dead-letters';
import { testIssuer } from '@ecomm/testing/tokens';
import { expect } from 'bun:test';
import { app } from './app.ts';
import { charger } from './charger.ts';
import type { OrderFacts } from './orders.ts';
import { freshPayments, log } from './payments.fixture.ts';
import { simulator, type Provider } from './provider.ts';
import { refunder } from './refunder.ts';

const issuer = await testIssuer();
export const owner = await issuer.authorization({ sub: 7 });
export const stranger = await issuer.authorization({ sub: 8 });
export const admin = await issuer.authorization({ sub: 1, role: 'admin' });

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { items: Record<string, unknown>[]; next_cursor: string | null };
}

/** payments' HTTP side over a real database, asked without a socket. */
export async function served({ waitMs = 1_000 } = {}) {
  const shop = await freshPayments();
  const { db } = shop;
  const real = simulator({ db, failureRate: 0, latencyMinMs: 0, latencyMaxMs: 0 });
  /** What orders knows; an Error is its failure. */
  const known = new Map<string, OrderFacts | Error>();
  const orders = {
    find: async (id: string) => {
      const order = known.get(id);
      if (order instanceof Error) throw order;
      return order;
    },
  };
  /** What the provider does instead, while a test says so. */
  const instead: Partial<Provider> = {};
  const provider: Provider = {
    charge: (...asked) => (instead.charge ?? real.charge)(...asked),
    refund: (...asked) => (instead.refund ?? real.refund)(...asked),
  };
  const charging = charger({ db, provider, timeoutMs: 200, log });
  const refunding = refunder({ db, provider, timeoutMs: 200, log });
  const ok = () => ({ status: 'ok' }) as const;
  const health = { readHealth: () => expect.unreachable(), readLivez: ok, readReadyz: async () => ok() };
  const edge = { service: 'payments', version: '0', log, corsOrigins: [], swagger: false, production: false };
  const dead = deadLettersOf({ db, group: 'payments-group', subscriptions: [], log });
  const parts = { db, dead, orders, charger: charging, refunder: refunding, waitMs, health };
  const http = app({ ...parts, edge: { ...edge, authenticate: verifier(issuer) } });

  const ask = async (path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> => {
    const init = { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const request = new Request(
      `http://localhost${path}`,
      body === undefined ? { headers } : { method: 'POST', ...init },
    );
    const response = await http.handle(request);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
  };
  const process = (order_id: unknown, headers = owner) => ask('/process', headers, { order_id });
  const refund = (transactionId: string, body: unknown = {}, headers: Record<string, string> = admin) =>
    ask(`/${transactionId}/refund`, headers, body);
  return { ...shop, ask, process, refund, known, instead, provider: real, charging, refunding };
}
