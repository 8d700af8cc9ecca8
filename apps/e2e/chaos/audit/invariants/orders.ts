import type { JournalEntry } from '../../record/run-record.ts';
import { eventsByOrder } from '../evidence/events-of.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { HistoryRow, OrderStatus } from '../evidence/rows.ts';
import { Inquiry, type Verdict } from '../verdict.ts';

const placed = ({ record }: Evidence): JournalEntry[] => record.journal.filter(({ request }) => request === 'place');

/** A buyer's key, in one string. */
const keyOf = (userId: number, key: string): string => `${userId} ${key}`;

export function ackedOrdersExist(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I1', 'every acked order exists');
  for (const { orderId, outcome } of placed(evidence))
    if (outcome === 'acked')
      inquiry.check(
        orderId !== undefined && evidence.orders.has(orderId),
        () => `order ${orderId} was acked and is gone`,
        orderId,
      );
  for (const { request, orderId, outcome } of evidence.record.journal) {
    const status = statusOf[request];
    if (!status || !orderId || outcome !== 'acked') continue;
    const has = evidence.history.get(orderId)?.some((row) => row.status === status) ?? false;
    inquiry.check(has, () => `order ${orderId} was never ${status}, as was acked`, orderId);
  }
  return inquiry.verdict();
}

/** What an order has been once such a request was acked. */
const statusOf: Partial<Record<JournalEntry['request'], OrderStatus>> = {
  cancel: 'cancelled',
  ship: 'shipped',
  deliver: 'delivered',
};

export function ordersWereAskedFor(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I2', 'every order traces to an acked or unknown request');
  const asked = placed(evidence).filter(({ outcome }) => outcome !== 'failed');
  const ids = new Set(asked.map(({ orderId }) => orderId));
  const traces = new Set(asked.map(({ traceId }) => traceId));
  const keys = new Set(asked.flatMap(({ userId, idempotencyKey: key }) => (key ? [keyOf(userId, key)] : [])));
  const keyed = new Set(
    evidence.keys.flatMap(({ user_id, key, order_id }) => (keys.has(keyOf(user_id, key)) ? [order_id] : [])),
  );
  const announced = eventsByOrder(evidence, ['order.created']);
  for (const id of evidence.orders.keys()) {
    const trace = announced.get(id)?.[0]?.traceId ?? '';
    inquiry.check(
      ids.has(id) || keyed.has(id) || traces.has(trace),
      () => `order ${id} was placed by no request that may have had an effect`,
      id,
    );
  }
  return inquiry.verdict();
}

export function keysMakeOneOrder(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I3', 'one (user, Idempotency-Key) → one order and the same bytes');
  const announced = eventsByOrder(evidence, ['order.created']);
  const byTrace = new Map(
    Array.from(announced, ([id, [created]]) => [created?.traceId, evidence.orders.has(id) ? id : undefined]),
  );
  const keyed = Map.groupBy(
    placed(evidence).filter(({ idempotencyKey }) => idempotencyKey !== undefined),
    ({ userId, idempotencyKey }) => keyOf(userId, idempotencyKey!),
  );
  for (const [key, entries] of keyed) {
    const acked = entries.filter(({ outcome }) => outcome === 'acked');
    const ids = new Set([
      ...acked.map(({ orderId }) => orderId),
      ...entries.map(({ traceId }) => byTrace.get(traceId)),
    ]);
    ids.delete(undefined);
    const [first] = ids;
    inquiry.check(ids.size <= 1, () => `user and key ${key} made the orders ${[...ids].join(' and ')}`, first);
    inquiry.check(
      new Set(acked.map(({ body }) => body)).size <= 1,
      () => `user and key ${key} were answered with different bytes`,
      first,
    );
  }
  return inquiry.verdict();
}

/** Written down here once more, from behaviour.md §5: an auditor believes no table of those it audits. */
const next: Record<OrderStatus, readonly OrderStatus[]> = {
  pending: ['paid', 'failed', 'cancelled'],
  paid: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  failed: [],
  cancelled: ['refunded'],
  refunded: [],
};

export function historiesArePaths(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I8', "each order's history is a path of the state machine");
  for (const { id, status, sequence } of evidence.orders.values()) {
    const history = evidence.history.get(id) ?? [];
    const path = history.map((row) => row.status).join(' → ');
    inquiry.check(isPath(history), () => `order ${id} went ${path || 'nowhere'}`, id);
    const last = history.at(-1);
    inquiry.check(
      last?.status === status && last.sequence === sequence,
      () => `order ${id} is ${status} (${sequence}), its history ends with ${last?.status} (${last?.sequence})`,
      id,
    );
  }
  return inquiry.verdict();
}

const isPath = (history: readonly HistoryRow[]): boolean =>
  history.length > 0 &&
  history.every(({ sequence, status, previous_status }, at) => {
    const before = history[at - 1]?.status;
    const follows = before ? next[before].includes(status) : status === 'pending';
    return sequence === at + 1 && previous_status === (before ?? null) && follows;
  });
