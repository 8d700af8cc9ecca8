import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { together } from '@ecomm/database/together';
import { setTimeout as pass } from 'node:timers/promises';
import type { Method } from './payment.ts';

export interface RefundRequest {
  /** Asked again with the same key, the provider answers what it decided the first time. */
  key: string;
  transaction_id: string;
  /** The key of the charge that is given back. */
  order_id: string;
  amount_cents: number;
}

export interface ChargeRequest extends RefundRequest {
  payment_method: Method;
}

export type Charged = { outcome: 'succeeded'; reason: null } | { outcome: 'declined'; reason: string };

/** Who moves the money. A rejection, also by `signal`, means that nobody knows: ask again with the same key. */
export interface Provider {
  charge(request: ChargeRequest, signal: AbortSignal): Promise<Charged>;
  refund(request: RefundRequest, signal: AbortSignal): Promise<Charged>;
}

export interface SimulatorOptions {
  db: Db;
  /** Share of declined charges, 0 to 1. */
  failureRate: number;
  /** Whether a refund is declined that could be made; none is unless told. */
  declinesRefund?: () => boolean;
  latencyMinMs: number;
  latencyMaxMs: number;
  random?: () => number;
}

type Entered = Charged & { first: boolean };

/** The outcome that is in the book counts; whoever finds the key there has not been first. */
const entering = `
  insert into provider_ledger (key, transaction_id, order_id, kind, amount_cents, outcome, reason)
  select key, transaction_id, order_id, 'charge', amount_cents, outcome, reason
  from unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::text[])
    as entry (key, transaction_id, order_id, amount_cents, outcome, reason)
  on conflict (key) do update set key = excluded.key
  returning key, outcome, reason, xmax = 0 as first`;

/** Refunds of one charge are decided one after another. */
const holding = `select 1 from provider_ledger where key = $1::text and kind = 'charge' for update`;

/** A refund beyond what the charge took is declined, whatever the shop believes. */
const enteringRefund = `
  with charge as (
    select amount_cents from provider_ledger where key = $3::uuid::text and kind = 'charge' and outcome = 'succeeded'
  ), given as (
    select coalesce(sum(amount_cents), 0) as cents from provider_ledger
    where order_id = $3 and kind = 'refund' and outcome = 'succeeded'
  ), decided as (
    select case when given.cents + $4::bigint > coalesce((select amount_cents from charge), 0) then 'exceeds_charge'
      when $5 then 'refund_refused' end as reason
    from given
  )
  insert into provider_ledger (key, transaction_id, order_id, kind, amount_cents, outcome, reason)
  select $1, $2, $3, 'refund', $4, case when reason is null then 'succeeded' else 'declined' end, reason from decided
  on conflict (key) do update set key = excluded.key
  returning outcome, reason, xmax = 0 as first`;

/**
 * Stands in for a card provider: decides each key once, enters that in its ledger, and only then lets the latency pass,
 * so that an answer can be lost but never changed. `test_timeout` loses the first answer of its charge for certain.
 */
export function simulator(options: SimulatorOptions): Provider {
  const { db, failureRate, declinesRefund = () => false, latencyMinMs, latencyMaxMs, random = Math.random } = options;
  const declines = (method: Method): boolean =>
    method === 'test_decline' || (method !== 'test_success' && random() < failureRate);

  const answer = async ({ first, ...charged }: Entered, signal: AbortSignal): Promise<Charged> => {
    if (first) await pass(latencyMinMs + random() * (latencyMaxMs - latencyMinMs), undefined, { signal });
    return charged;
  };

  const enterAll = async (requests: readonly ChargeRequest[]): Promise<Entered[]> => {
    // Of two that ask with one key at the same time the first is entered.
    const firsts = new Map(requests.toReversed().map((request) => [request.key, request]));
    const keys = [...firsts.keys()].toSorted();
    const entries = keys.map((key) => ({ ...firsts.get(key)!, declined: declines(firsts.get(key)!.payment_method) }));
    const rows = await runSql<Entered & { key: string }>(db, entering, [
      keys,
      entries.map((entry) => entry.transaction_id),
      entries.map((entry) => entry.order_id),
      entries.map((entry) => entry.amount_cents),
      entries.map(({ declined }) => (declined ? 'declined' : 'succeeded')),
      entries.map(({ declined }) => (declined ? 'card_declined' : null)),
    ]);
    const entered = new Map(rows.map(({ key, ...row }) => [key, row]));
    return requests.map((request) => {
      const row = entered.get(request.key)!;
      return { ...row, first: row.first && firsts.get(request.key) === request };
    });
  };
  const enter = together(enterAll, { statementsMax: 1 });

  return {
    async charge(request, signal) {
      const entered = await enter(request);
      if (entered.first && request.payment_method === 'test_timeout') await aborted(signal);
      return answer(entered, signal);
    },

    async refund({ key, transaction_id, order_id, amount_cents }, signal) {
      const entry = [key, transaction_id, order_id, amount_cents, declinesRefund()];
      const [entered] = await db.transaction(async (tx) => {
        await runSql(tx, holding, [order_id]);
        return runSql<Entered>(tx, enteringRefund, entry);
      });
      return answer(entered!, signal);
    },
  };
}

/** Rejects when the caller no longer waits. */
export const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_answer, refuse) => {
    const give = () => refuse(new Error('the answer was lost'));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
