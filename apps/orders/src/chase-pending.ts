import { orderCreated } from '@ecomm/contracts/events';
import type { Db, DbOrTx } from '@ecomm/database/connect';
import { instant } from '@ecomm/database/instant';
import { prepared } from '@ecomm/database/prepared';
import { stage } from '@ecomm/outbox/stage';
import { errorType } from '@ecomm/runtime/error-type';
import type { Log } from '@ecomm/runtime/log';
import { traceparentIn } from '@ecomm/runtime/trace';
import { currentSpan, traced } from '@ecomm/runtime/traced';
import { wakeable, type Wakeable } from '@ecomm/runtime/wake';
import { sql } from 'drizzle-orm';
import { announcement } from './announcement.ts';
import type { Charges } from './charges.ts';
import { readLines } from './read-orders.ts';
import { keepRefunds } from './refund-order.ts';
import { orders } from './schema.ts';
import { settle } from './settle-order.ts';

export interface ChaseDeps {
  db: Db;
  charges: Charges;
  log: Log;
  currency: string;
  /** How long an order may be pending before payments is asked. */
  afterSeconds?: number;
}

type Pending = Awaited<ReturnType<ReturnType<typeof takeDue>['execute']>>[number];

const batchMax = 50;

/** What became of an order that was asked after. */
type Mended = 'settled' | 'told_again' | 'open' | 'failed';

/**
 * Orders pending for long → payments.GetPaymentStatus (gRPC) → settled as by its event, or order.created said again
 * under its first id when payments never heard of it. No timer cancels an order. Says in one line what it mended.
 */
export const chasePending = (deps: ChaseDeps): Wakeable =>
  wakeable({ name: 'chase-pending', log: deps.log, everyMs: 5_000 }, async () => {
    const due = await takeDue(deps.db).execute({ afterSeconds: deps.afterSeconds ?? 60, limit: batchMax });
    if (due.length === 0) return;
    const mended: Record<Mended, number> = { settled: 0, told_again: 0, open: 0, failed: 0 };
    for (const order of due) mended[await inItsTrace(deps, order)] += 1;
    deps.log.info(mended, 'asked payments after orders that were pending for long');
  });

const about = { name: 'chase order', kind: 'internal' } as const;

/** What comes of it belongs to the trace in which the order was placed. */
const inItsTrace = (deps: ChaseDeps, order: Pending): Promise<Mended> =>
  traced(order.trace_id && traceparentIn(order.trace_id), about, () => {
    currentSpan()?.set({ 'ecomm.order.id': order.id });
    return chase(deps, order).catch((error: unknown) => fail(deps, order, error));
  });

function fail({ log }: ChaseDeps, { id }: Pending, error: unknown): Mended {
  currentSpan()?.fail(errorType(error));
  log.warn({ err: error, order_id: id }, 'a pending order could not be settled now');
  return 'failed';
}

async function chase({ db, charges, currency }: ChaseDeps, order: Pending): Promise<Mended> {
  const payment = await charges.find(order.id);
  if (!payment) {
    const event = announcement(order, await readLines(db, order.id), currency);
    await db.transaction((tx) => stage(tx, orderCreated, event, { id: order.created_event_id }));
    return 'told_again';
  }
  const status = end[payment.status];
  if (!status) return 'open';
  const { transaction_id, user_id, amount_cents, refunded_amount_cents, failure_reason: reason } = payment;
  const of = { order_id: order.id, user_id, transaction_id };
  const isOurs = await db.transaction(async (tx) => {
    const settled = await settle(tx, status, {
      ...of,
      amountCents: amount_cents,
      ...(reason === undefined ? {} : { reason }),
    });
    if (refunded_amount_cents > 0) await keepRefunds(tx, { ...of, refundedCents: refunded_amount_cents });
    return settled;
  });
  return isOurs ? 'settled' : 'open';
}

/** What is refunded was paid: an admin was faster than payment.succeeded. */
const end: Readonly<Record<string, 'paid' | 'failed' | undefined>> = {
  succeeded: 'paid',
  refunded: 'paid',
  partially_refunded: 'paid',
  failed: 'failed',
};

/** Marks what it takes, so that copies take different orders and each order comes again only after a while. */
const takeDue = prepared((db: DbOrTx) =>
  db
    .update(orders)
    .set({ chased_at: sql`now()` })
    .where(
      sql`${orders.id} in (select id from orders where status = 'pending'
        and chased_at < now() - make_interval(secs => ${sql.placeholder('afterSeconds')}::int)
        order by chased_at limit ${sql.placeholder('limit')}::int for update skip locked)`,
    )
    .returning({
      id: orders.id,
      user_id: orders.user_id,
      total_cents: orders.total_cents,
      items_count: orders.items_count,
      shipping_address: orders.shipping_address,
      payment_method: orders.payment_method,
      created_event_id: orders.created_event_id,
      created_at: instant(orders.created_at),
      trace_id: sql<string | null>`(select trace_id from order_history where order_id = ${orders.id} and sequence = 1)`,
    })
    .prepare('take_due_orders'),
);
