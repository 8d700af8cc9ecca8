import { paymentFailed, paymentSucceeded, type PaymentFailed, type PaymentSucceeded } from '@ecomm/contracts/events';
import { toCents } from '@ecomm/contracts/money';
import type { Tx } from '@ecomm/database/connect';
import { givenRows } from '@ecomm/database/given-rows';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import type { Heard } from '@ecomm/events/subscription';
import type { Within } from '@ecomm/runtime/trace';
import { keepEntries } from './keep-entry.ts';
import { rememberAll } from './order-history.ts';
import { refuseForged } from './refuse-forged.ts';

/** What payments says of an order's charge, by event or when asked. */
export interface Outcome {
  order_id: string;
  user_id: number;
  transaction_id: string;
  amountCents: number;
  reason?: string;
  causeId?: string;
}

type Settling = Outcome & { within: Within };

/** payment.succeeded → pending becomes paid → order.updated; payments itself refunds what was cancelled meanwhile */
export async function payOrders(tx: Tx, events: readonly Heard<PaymentSucceeded>[]): Promise<void> {
  await Promise.all([settleAll(tx, 'paid', events.map(outcomeOf)), keepEntries(tx, paymentSucceeded, events)]);
}

/** payment.failed → pending becomes failed → order.updated, by which products gives the stock back */
export async function failOrders(tx: Tx, events: readonly Heard<PaymentFailed>[]): Promise<void> {
  await Promise.all([settleAll(tx, 'failed', events.map(outcomeOf)), keepEntries(tx, paymentFailed, events)]);
}

const outcomeOf = ({ id, payload, within }: Heard<PaymentSucceeded | PaymentFailed>): Settling => ({
  ...payload,
  amountCents: toCents(payload.amount),
  causeId: id,
  within,
});

interface Settled {
  order_id: string;
  sequence: number;
  at: string;
}

/** A transaction that waited for a row's lock began before the one it waited for: a later status is never of an earlier time. */
const settling = `
  update orders o
  set status = $1, transaction_id = said.transaction_id, sequence = o.sequence + 1, updated_at = greatest(now(), o.updated_at)
  from ${givenRows('$2::uuid[], $3::bigint[], $4::bigint[], $5::uuid[]', 'order_id, user_id, total_cents, transaction_id')} said
  where o.id = said.order_id and o.status = 'pending' and o.user_id = said.user_id and o.total_cents = said.total_cents
  returning o.id as order_id, o.sequence, ${instantText('o.updated_at')} as at`;

/**
 * The transitions and their events, of orders that are still pending; a settled order absorbs whatever comes later. Gives
 * the ids of those that it was this that settled.
 */
async function settleAll(
  tx: Tx,
  status: 'paid' | 'failed',
  outcomes: readonly Settling[],
): Promise<ReadonlySet<string>> {
  const first = firstOfEach(outcomes);
  const settled = await runSql<Settled>(tx, settling, [
    status,
    first.map(({ order_id }) => order_id),
    first.map(({ user_id }) => user_id),
    first.map(({ amountCents }) => amountCents),
    first.map(({ transaction_id }) => transaction_id),
  ]);
  const now = new Map(settled.map((order) => [order.order_id, order]));
  const isSettled = (outcome: Settling): boolean => first.includes(outcome) && now.has(outcome.order_id.toLowerCase());
  await refuseForged(
    tx,
    outcomes.filter((outcome) => !isSettled(outcome)),
  );
  const changes = outcomes.filter(isSettled).map((outcome) => ({
    user_id: outcome.user_id,
    total_cents: outcome.amountCents,
    status,
    previous_status: 'pending' as const,
    transaction_id: outcome.transaction_id,
    reason: outcome.reason ?? null,
    cause_id: outcome.causeId ?? null,
    within: outcome.within,
    ...now.get(outcome.order_id.toLowerCase())!,
  }));
  await rememberAll(tx, changes);
  return new Set(now.keys());
}

/** Of several of one order the first counts. By id, so that two batches that meet over the same orders don't deadlock. */
const firstOfEach = (outcomes: readonly Settling[]): Settling[] =>
  [...new Map(outcomes.toReversed().map((one) => [one.order_id.toLowerCase(), one])).values()].toSorted((a, b) =>
    a.order_id < b.order_id ? -1 : 1,
  );

/** The same for one, in the trace of the caller: true where it was this that settled it. */
export const settle = async (tx: Tx, status: 'paid' | 'failed', outcome: Outcome): Promise<boolean> =>
  (await settleAll(tx, status, [{ ...outcome, within: (fn) => fn() }])).size > 0;
