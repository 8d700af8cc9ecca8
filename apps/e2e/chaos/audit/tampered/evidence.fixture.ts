import type { JournalEntry } from '../../record/run-record.ts';
import { LittleShop } from './little-shop.fixture.ts';
import { publish, type Told } from './publish.fixture.ts';
import type { OrderRow, OrderStatus } from '../evidence/rows.ts';

const price_cents = 500;
const ofOrder = <Row extends { order_id: string }>(rows: readonly Row[], { id }: OrderRow): Row =>
  rows.find(({ order_id }) => order_id === id)!;

/** What everybody does in a shop on paper, each step with all its records. */
export function shopkeeper(shop: LittleShop) {
  const ask = (entry: Partial<JournalEntry> & Pick<JournalEntry, 'request'>): JournalEntry => {
    const sentAt = shop.tick();
    const answered = { outcome: 'acked', status: 200, userId: 7, traceId: shop.trace(), sentAt } as const;
    const asked = { ...answered, answeredAt: shop.tick(), ...entry };
    shop.record.journal.push(asked);
    return asked;
  };

  const move = (order: OrderRow, status: OrderStatus, by: { cause?: Told; trace?: string }): Told => {
    const previous_status = order.status;
    order.status = status;
    order.sequence += 1;
    const payload = { order_id: order.id, status, previous_status, sequence: order.sequence };
    const told = publish(shop, 'orders', 'order.updated', payload, by);
    shop.history.push({
      order_id: order.id,
      sequence: order.sequence,
      status,
      previous_status,
      reason: null,
      event_id: told.id,
      cause_id: by.cause?.id ?? null,
      trace_id: told.trace,
      at: shop.tick(),
    });
    const reservation = ofOrder(shop.reservations, order);
    if (status === 'paid') reservation.state = 'confirmed';
    if (reservation.holds_stock && (status === 'failed' || status === 'cancelled')) {
      Object.assign(reservation, { state: 'released', holds_stock: false });
      shop.stock.set(1, shop.stock.get(1)! + ofOrder(shop.reserved, order).quantity);
    }
    return told;
  };

  const enter = (order: OrderRow, kind: (typeof shop.entries)[number]['kind'], amount_cents: number, key?: string) => {
    const { transaction_id } = ofOrder(shop.payments, order);
    const entry = shop.entries.filter((one) => one.transaction_id === transaction_id).length + 1;
    shop.entries.push({ transaction_id, entry, kind, amount_cents, key: key ?? null, reason: null, at: shop.tick() });
  };

  const place = (quantity: number): { order: OrderRow; attempted: Told } => {
    const [id, total_cents] = [shop.id(), quantity * price_cents];
    const idempotencyKey = `key-${id}`;
    const { traceId: trace } = ask({
      request: 'place',
      orderId: id,
      idempotencyKey,
      status: 201,
      body: `{"id":"${id}"}`,
    });
    const [created_event_id, transaction_id] = [shop.id(), shop.id()];
    const order: OrderRow = {
      id,
      user_id: 7,
      status: 'pending',
      total_cents,
      items_count: quantity,
      transaction_id,
      sequence: 1,
      created_event_id,
      created_at: shop.tick(),
    };
    shop.orders.push(order);
    shop.lines.push({ order_id: id, product_id: 1, quantity, price_cents });
    shop.keys.push({ user_id: 7, key: idempotencyKey, order_id: id });
    shop.reservations.push({ order_id: id, state: 'held', holds_stock: true, created_at: shop.tick() });
    shop.reserved.push({ order_id: id, product_id: 1, quantity });
    shop.stock.set(1, shop.stock.get(1)! - quantity);
    const begun = { order_id: id, sequence: 1, status: 'pending', previous_status: null, reason: null } as const;
    shop.history.push({ ...begun, event_id: created_event_id, cause_id: null, trace_id: trace, at: shop.tick() });
    const payload = { order_id: id, amount: total_cents / 100, sequence: 1 };
    const created = publish(shop, 'orders', 'order.created', payload, { trace, id: created_event_id });
    shop.payments.push({
      transaction_id,
      order_id: id,
      user_id: 7,
      amount_cents: total_cents,
      status: 'processing',
      failure_reason: null,
      refunded_cents: 0,
      attempts: 0,
      updated_at: shop.tick(),
    });
    enter(order, 'intended', total_cents);
    return { order, attempted: publish(shop, 'payments', 'payment.attempted', { order_id: id }, { cause: created }) };
  };

  /** The provider's answer, and what comes of it. */
  const charge = (
    { order, attempted }: { order: OrderRow; attempted: Told },
    outcome: 'succeeded' | 'declined',
  ): OrderRow => {
    const payment = ofOrder(shop.payments, order);
    const { id: order_id, total_cents: amount_cents } = order;
    shop.ledger.push({ key: order_id, order_id, kind: 'charge', amount_cents, outcome, at: shop.tick() });
    const isTaken = outcome === 'succeeded';
    Object.assign(payment, { status: isTaken ? 'succeeded' : 'failed', attempts: 1 });
    enter(order, isTaken ? 'captured' : 'declined', amount_cents);
    const topic = isTaken ? 'payment.succeeded' : 'payment.failed';
    const cause = publish(shop, 'payments', topic, { order_id, amount: amount_cents / 100 }, { cause: attempted });
    move(order, isTaken ? 'paid' : 'failed', { cause });
    return order;
  };

  const refund = (order: OrderRow, amount_cents: number, by: { cause?: Told; trace?: string }): Told => {
    const payment = ofOrder(shop.payments, order);
    const [order_id, key] = [order.id, `refund:${order.id}`];
    shop.ledger.push({ key, order_id, kind: 'refund', amount_cents, outcome: 'succeeded', at: shop.tick() });
    const reason = by.cause ? 'order_cancelled' : 'requested';
    const done = { status: 'succeeded', attempts: 1, updated_at: shop.tick() } as const;
    shop.refunds.push({ id: shop.id(), order_id, key, amount_cents, reason, ...done });
    enter(order, 'refund_requested', amount_cents, key);
    enter(order, 'refunded', amount_cents, key);
    payment.refunded_cents += amount_cents;
    payment.status = payment.refunded_cents === payment.amount_cents ? 'refunded' : 'partially_refunded';
    return publish(shop, 'payments', 'payment.refunded', { order_id, amount: amount_cents / 100 }, by);
  };

  return { ask, move, enter, place, charge, refund };
}
