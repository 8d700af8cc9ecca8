import { paymentAttempted } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { namedSql } from '@ecomm/database/named-sql';
import { rowSet } from '@ecomm/database/row-set';
import { runSql } from '@ecomm/database/run-sql';
import { outgoing } from '@ecomm/outbox/outgoing';
import { stageAll } from '@ecomm/outbox/stage';
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

const intents = rowSet('intent', {
  transaction_id: 'uuid',
  order_id: 'uuid',
  user_id: 'bigint',
  amount_cents: 'bigint',
  payment_method: 'text',
  traceparent: 'text',
  attempted: 'uuid',
  cause_id: 'uuid',
});
const inserting = namedSql(`
  with wanted as (select * from ${intents.sql}), opened as (
    insert into payments (transaction_id, order_id, user_id, amount_cents, payment_method, status, entries, traceparent,
      cause_id, attempts, leased, due_at)
    select transaction_id, order_id, user_id, amount_cents, payment_method, 'processing', 1, traceparent,
      attempted, $taken::int, $taken > 0, clock_timestamp() + $taken * interval '${leaseSeconds} s'
    from wanted
    on conflict (order_id) do nothing
    returning transaction_id, order_id, amount_cents, created_at
  ), noted as (
    insert into payment_entries (transaction_id, entry, kind, amount_cents, key, cause_id, at)
    select transaction_id, 1, 'intended', o.amount_cents, o.order_id, w.cause_id, created_at
    from opened o join wanted w using (transaction_id)
  )
  select transaction_id, ${instantText('created_at')} as created_at from opened`);

/**
 * Orders to be paid → of each its one payment, `processing`, + payment.attempted; after the commit the charger begins, at
 * once where it has room. For an order that has a payment already, also a voided one, nothing happens; another amount or
 * buyer than that payment's is a permanent Problem 409 `payment.mismatch`.
 */
export async function openPayments(deps: OpenDeps, tx: Tx, openings: readonly Opening[]): Promise<void> {
  const rows = openings.map((opening) => opening.within(() => row(opening)));
  const isTaken = (deps.room?.() ?? 0) >= rows.length;
  const values = inserting.values({ ...intents.values(rows), taken: isTaken ? 1 : 0 });
  const opened = new Map(
    (await runSql<{ transaction_id: string; created_at: string }>(tx, inserting.text, values)).map((one) => [
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

const attempt = (payment: Row, occurred_at: string) =>
  outgoing(paymentAttempted, { ...told(payment), occurred_at }, { id: payment.attempted });

const said = rowSet('said', { order_id: 'uuid', user_id: 'bigint', amount_cents: 'bigint' });
const agreeing = namedSql(`select 1 from ${said.joined} join payments using (order_id, user_id, amount_cents)`);

async function agree(tx: Tx, rows: readonly Row[]): Promise<void> {
  const agreed = await runSql(tx, agreeing.text, agreeing.values(said.values(rows)));
  if (agreed.length < rows.length) throw mismatch();
}

export const mismatch = (): Problem =>
  new Problem(409, 'payment.mismatch', 'The order has a payment of another amount or buyer.', { permanent: true });
