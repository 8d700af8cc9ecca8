import { connect, type Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { logger, type Log } from '@ecomm/runtime/log';
import { freshDatabase } from '@ecomm/testing/database';
import { expect } from 'bun:test';
import { cancelPayment } from './cancel-payment.ts';
import { openPayment } from './open-payment.ts';
import { failureOf, fold, statusOf, type Entry, type Intent } from './payment.ts';
import type { Charged, ChargeRequest, Provider, RefundRequest } from './provider.ts';
import { settleCharges } from './settle-charges.ts';

export const log = logger({ service: 'payments', level: 'silent', format: 'json' });

/** A database of payments with what tests ask of it. */
export async function freshPayments() {
  const fresh = await freshDatabase(`${import.meta.dir}/../migrations`);
  const db = connect({ url: fresh.url, log, max: 4 });
  return {
    url: fresh.url,
    db,
    close: async () => {
      await db.$close();
      await fresh.drop();
    },
  };
}

export const intent = (more: Partial<Intent> = {}): Intent => ({
  order_id: Bun.randomUUIDv7(),
  user_id: 7,
  amount_cents: 9_999,
  payment_method: 'card',
  ...more,
});

export async function opened(db: Db, more: Partial<Intent> = {}): Promise<Intent> {
  const wanted = intent(more);
  await db.transaction((tx) => openPayment({ wake: () => {} }, tx, wanted));
  return wanted;
}

/** A payment whose money was taken, in the provider's book too. */
export async function captured(db: Db, more: Partial<Intent> = {}): Promise<Intent & { transaction_id: string }> {
  const order = await opened(db, more);
  const [row] = await rows(db, order.order_id);
  const { transaction_id } = row!;
  await charge(db, transaction_id);
  await settleCharges({ db }, [{ transaction_id, outcome: 'succeeded', reason: null }]);
  return { ...order, transaction_id };
}

/** Enters a charge in the provider's book. */
export const charge = (db: Db, transactionId: string): Promise<unknown> =>
  runSql(
    db,
    `insert into provider_ledger (key, transaction_id, order_id, kind, amount_cents, outcome)
     select order_id, transaction_id, order_id, 'charge', amount_cents, 'succeeded' from payments where transaction_id = $1`,
    [transactionId],
  );

/** order.updated(cancelled), as payments hears it. */
export const cancel = (db: Db, order: Intent, cause_id = Bun.randomUUIDv7()): Promise<void> =>
  db.transaction((tx) => cancelPayment({ wakeRefunder: () => {} }, tx, { ...order, cause_id }));

export interface Row {
  transaction_id: string;
  status: string;
  failure_reason: string | null;
  refunded_cents: number;
  refund_wanted: boolean;
  attempts: number;
}

export const rows = (db: Db, orderId: string): Promise<Row[]> =>
  runSql<Row>(
    db,
    `select transaction_id, status, failure_reason, refunded_cents, refund_wanted, attempts
     from payments where order_id = $1`,
    [orderId],
  );

export const entriesOf = (db: Db, orderId: string): Promise<Entry[]> =>
  runSql<Entry>(
    db,
    `select kind, e.amount_cents, key, reason from payment_entries e join payments using (transaction_id)
     where order_id = $1 order by entry`,
    [orderId],
  );

export interface RefundRow {
  id: string;
  key: string;
  amount_cents: number;
  reason: string;
  status: string;
  cause_id: string | null;
  traceparent: string;
}

export const refundsOf = (db: Db, orderId: string): Promise<RefundRow[]> =>
  runSql<RefundRow>(
    db,
    'select id, key, amount_cents, reason, status, cause_id, traceparent from refunds where order_id = $1 order by created_at',
    [orderId],
  );

/** The payment's row is the fold of its entries, and its refunds are those of its entries. */
export async function expectFolded(db: Db, orderId: string): Promise<void> {
  const of = fold(await entriesOf(db, orderId));
  const { refunded_cents, refund_wanted } = of;
  expect(await rows(db, orderId)).toMatchObject([
    { status: statusOf(of), failure_reason: failureOf(of), refunded_cents, refund_wanted },
  ]);
  const open = (await refundsOf(db, orderId)).filter(({ status }) => status === 'open');
  expect(open.reduce((sum, { amount_cents }) => sum + amount_cents, 0)).toBe(of.open_cents);
}

/** The types of the events staged about an order, in order. */
export const staged = async (db: Db, orderId: string): Promise<string[]> =>
  (await runSql<{ type: string }>(db, 'select type from outbox where key = $1 order by position', [orderId])).map(
    ({ type }) => type,
  );

/** What the payment.refunded events of an order say, and what caused them. */
export const refundEvents = async (db: Db, orderId: string) =>
  (
    await runSql<{ payload: string; cause_id: string | null }>(
      db,
      `select payload, cause_id from outbox where key = $1 and type = 'payment.refunded' order by position`,
      [orderId],
    )
  ).map(({ payload, cause_id }) => ({ ...(JSON.parse(payload) as Record<string, unknown>), cause_id }));

/** What the provider's book says of an order's charge. */
export const booked = (db: Db, orderId: string): Promise<{ outcome: string }[]> =>
  runSql<{ outcome: string }>(db, `select outcome from provider_ledger where order_id = $1 and kind = 'charge'`, [
    orderId,
  ]);

/** What the provider gave back of an order. */
export const givenBack = async (db: Db, orderId: string): Promise<number> => {
  const [row] = await runSql<{ cents: number }>(
    db,
    `select coalesce(sum(amount_cents), 0)::bigint as cents from provider_ledger
     where order_id = $1 and kind = 'refund' and outcome = 'succeeded'`,
    [orderId],
  );
  return row!.cents;
};

/** How many wait for somebody's row. */
export const waiting = async (db: Db): Promise<number> =>
  (
    await runSql<{ n: number }>(
      db,
      `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    )
  )[0]!.n;

/** Lets every lease and every pause end. */
export const timePasses = async (db: Db): Promise<void> => {
  await runSql(db, `update payments set due_at = clock_timestamp() where status = 'processing'`);
  await runSql(db, `update refunds set due_at = clock_timestamp() where status = 'open'`);
};

/** A provider that answers as told and remembers what it was asked. */
export function fakeProvider(
  answer: (request: ChargeRequest, signal: AbortSignal) => Promise<Charged>,
  refund: (request: RefundRequest, signal: AbortSignal) => Promise<Charged> = succeeds,
) {
  const asked: ChargeRequest[] = [];
  const refunds: RefundRequest[] = [];
  const provider: Provider = {
    charge: (request, signal) => {
      asked.push(request);
      return answer(request, signal);
    },
    refund: (request, signal) => {
      refunds.push(request);
      return refund(request, signal);
    },
  };
  return { ...provider, asked, refunds };
}

export const succeeds = async (): Promise<Charged> => ({ outcome: 'succeeded', reason: null });

/** A log that remembers its lines. */
export function heardLog(): Log & { lines: { level: string; facts: Record<string, unknown>; text: string }[] } {
  const lines: { level: string; facts: Record<string, unknown>; text: string }[] = [];
  const at = (level: string) => (facts: Record<string, unknown>, text: string) =>
    void lines.push({ level, facts, text });
  return Object.assign(Object.create(log) as Log, { lines, info: at('info'), warn: at('warn'), error: at('error') });
}
