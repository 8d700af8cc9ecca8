import { paymentAttempted } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { givenRows } from '@ecomm/database/given-rows';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { outgoing, stageAll } from '@ecomm/outbox/stage';
import { Problem } from '@ecomm/runtime/problem';
import { causeId, traceparent, type Within } from '@ecomm/runtime/trace';
import { leaseSeconds, type DueCharge } from './charge-payment.ts';
import { told, type Intent } from './payment.ts';

export interface OpenDeps {
  /** Tells the charger that a charge is due. */
  wake: () => void;
  /** How many charges the charger would begin at once; none unless told. */
  room?: () => number;
  /** Has the charger begin charges that it need not look for: they were opened with its lease. */
  take?: (due: readonly DueCharge[]) => void;
}

/** What is to be paid, and in which trace. */
export type Opening = Intent & { within: Within };

const inserting = `
  with wanted as (
    select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::uuid[], $8::uuid[])
      as intent (transaction_id, order_id, user_id, amount_cents, payment_method, traceparent, attempted, cause_id)
  ), opened as (
    insert into payments (transaction_id, order_id, user_id, amount_cents, payment_method, status, entries, traceparent,
      cause_id, attempts, leased, due_at)
    select transaction_id, order_id, user_id, amount_cents, payment_method, 'processing', 1, traceparent,
      attempted, $9::int, $9 > 0, clock_timestamp() + $9 * interval '${leaseSeconds} s'
    from wanted
    on conflict (order_id) do nothing
    returning transaction_id, order_id, amount_cents, created_at
  ), noted as (
    insert into payment_entries (transaction_id, entry, kind, amount_cents, key, cause_id, at)
    select transaction_id, 1, 'intended', o.amount_cents, o.order_id, w.cause_id, created_at
    from opened o join wanted w using (transaction_id)
  )
  select transaction_id, ${instantText('created_at')} as created_at from opened`;

/**
 * Orders to be paid → of each its one payment, `processing`, + payment.attempted; after the commit the charger begins, at
 * once where it has room. For an order that has a payment already, also a voided one, nothing happens; another amount or
 * buyer than that payment's is a permanent Problem 409 `payment.mismatch`.
 */
export async function openPayments(deps: OpenDeps, tx: Tx, openings: readonly Opening[]): Promise<void> {
  const rows = openings.map((opening) => opening.within(() => row(opening)));
  const isTaken = (deps.room?.() ?? 0) >= rows.length;
  const opened = new Map(
    (await runSql<{ transaction_id: string; created_at: string }>(tx, inserting, columns(rows, isTaken))).map((one) => [
      one.transaction_id,
      one.created_at,
    ]),
  );
  const known = rows.filter(({ transaction_id }) => !opened.has(transaction_id));
  if (known.length > 0) await agree(tx, known);
  if (opened.size === 0) return;

  const begun = rows.filter(({ transaction_id }) => opened.has(transaction_id));
  await stageAll(
    tx,
    begun.map((payment) => payment.within(() => attempt(payment, opened.get(payment.transaction_id)!))),
  );
  const due = begun.map(({ within: _, cause_id: __, attempted: ___, ...charge }) => ({
    ...charge,
    attempts: 1,
    left_over: false,
  }));
  afterCommit(tx, () => (isTaken ? deps.take?.(due) : deps.wake()));
}

/** The same for one, in the trace of the caller. */
export const openPayment = (deps: OpenDeps, tx: Tx, intent: Intent): Promise<void> =>
  openPayments(deps, tx, [{ ...intent, within: (fn) => fn() }]);

const row = (opening: Opening) => ({
  ...opening,
  transaction_id: Bun.randomUUIDv7(),
  attempted: Bun.randomUUIDv7(),
  traceparent: traceparent(),
  cause_id: causeId() ?? null,
});
type Row = ReturnType<typeof row>;

const columns = (rows: readonly Row[], isTaken: boolean): unknown[] => [
  rows.map((one) => one.transaction_id),
  rows.map((one) => one.order_id),
  rows.map((one) => one.user_id),
  rows.map((one) => one.amount_cents),
  rows.map((one) => one.payment_method),
  rows.map((one) => one.traceparent),
  rows.map((one) => one.attempted),
  rows.map((one) => one.cause_id),
  isTaken ? 1 : 0,
];

const attempt = (payment: Row, occurred_at: string) =>
  outgoing(paymentAttempted, { ...told(payment), occurred_at }, { id: payment.attempted });

const agreeing = `
  select 1 from ${givenRows('$1::uuid[], $2::bigint[], $3::bigint[]', 'order_id, user_id, amount_cents')} said
  join payments using (order_id, user_id, amount_cents)`;

async function agree(tx: Tx, rows: readonly Row[]): Promise<void> {
  const said = [rows.map((one) => one.order_id), rows.map((one) => one.user_id), rows.map((one) => one.amount_cents)];
  const agreed = await runSql(tx, agreeing, said);
  if (agreed.length < rows.length) throw mismatch();
}

export const mismatch = (): Problem =>
  new Problem(409, 'payment.mismatch', 'The order has a payment of another amount or buyer.', { permanent: true });
