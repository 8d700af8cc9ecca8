import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { setTimeout as pass } from 'node:timers/promises';
import type { Method } from './payment.ts';

export interface ChargeRequest {
  /** Asked again with the same key, the provider answers what it decided the first time. */
  key: string;
  transaction_id: string;
  order_id: string;
  amount_cents: number;
  payment_method: Method;
}

export type Charged = { outcome: 'succeeded'; reason: null } | { outcome: 'declined'; reason: string };

/** Who moves the money. A rejection, also by `signal`, means that nobody knows: ask again with the same key. */
export interface Provider {
  charge(request: ChargeRequest, signal: AbortSignal): Promise<Charged>;
}

export interface SimulatorOptions {
  db: Db;
  /** Share of declined charges, 0 to 1. */
  failureRate: number;
  latencyMinMs: number;
  latencyMaxMs: number;
  random?: () => number;
}

/** The outcome that is in the book counts; whoever finds the key there has not been first. */
const entering = `
  insert into provider_ledger (key, transaction_id, order_id, kind, amount_cents, outcome, reason)
  values ($1, $2, $3, 'charge', $4, $5, $6)
  on conflict (key) do update set key = excluded.key
  returning outcome, reason, xmax = 0 as first`;

/**
 * Stands in for a card provider: decides each key once, enters that in its ledger, and only then lets the latency pass,
 * so that an answer can be lost but never changed. `test_timeout` loses the first answer for certain.
 */
export function simulator({
  db,
  failureRate,
  latencyMinMs,
  latencyMaxMs,
  random = Math.random,
}: SimulatorOptions): Provider {
  const declines = (method: Method): boolean =>
    method === 'test_decline' || (method !== 'test_success' && random() < failureRate);

  return {
    async charge({ key, transaction_id, order_id, amount_cents, payment_method }, signal) {
      const [outcome, reason] = declines(payment_method) ? ['declined', 'card_declined'] : ['succeeded', null];
      const entry = [key, transaction_id, order_id, amount_cents, outcome, reason];
      const [entered] = await runSql<Charged & { first: boolean }>(db, entering, entry);
      const { first, ...charged } = entered!;
      if (first && payment_method === 'test_timeout') await aborted(signal);
      if (first) await pass(latencyMinMs + random() * (latencyMaxMs - latencyMinMs), undefined, { signal });
      return charged;
    },
  };
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_answer, refuse) => {
    const give = () => refuse(new Error('the answer was lost'));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
