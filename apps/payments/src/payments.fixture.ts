import { connect, type Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { logger } from '@ecomm/runtime/log';
import { freshDatabase } from '@ecomm/testing/database';
import { openPayment } from './open-payment.ts';
import type { Intent } from './payment.ts';
import type { Charged, ChargeRequest, Provider } from './provider.ts';

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

export interface Row {
  transaction_id: string;
  status: string;
  failure_reason: string | null;
  attempts: number;
}

export const rows = (db: Db, orderId: string): Promise<Row[]> =>
  runSql<Row>(db, 'select transaction_id, status, failure_reason, attempts from payments where order_id = $1', [
    orderId,
  ]);

/** The types of the events staged about an order, in order. */
export const staged = async (db: Db, orderId: string): Promise<string[]> =>
  (await runSql<{ type: string }>(db, 'select type from outbox where key = $1 order by position', [orderId])).map(
    ({ type }) => type,
  );

/** What the provider's book says of an order. */
export const booked = (db: Db, orderId: string): Promise<{ outcome: string }[]> =>
  runSql<{ outcome: string }>(db, 'select outcome from provider_ledger where order_id = $1', [orderId]);

/** Lets every lease and every pause end. */
export const timePasses = (db: Db): Promise<unknown> =>
  runSql(db, `update payments set due_at = clock_timestamp() where status = 'processing'`);

/** A provider that answers as told and remembers what it was asked. */
export function fakeProvider(answer: (request: ChargeRequest, signal: AbortSignal) => Promise<Charged>) {
  const asked: ChargeRequest[] = [];
  const provider: Provider = {
    charge: (request, signal) => {
      asked.push(request);
      return answer(request, signal);
    },
  };
  return { ...provider, asked };
}

export const succeeds = async (): Promise<Charged> => ({ outcome: 'succeeded', reason: null });
