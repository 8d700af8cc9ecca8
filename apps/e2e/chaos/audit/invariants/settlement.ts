import { serviceNames } from '../../../src/shop.fixture.ts';
import { eventsOf } from '../evidence/events-of.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { groupsOf } from '../evidence/subscriptions.ts';
import { Inquiry, type Verdict } from '../verdict.ts';

const settledWithinMs = 60_000;
const drainedWithinMs = 30_000;
const stuckAfterMs = 5_000;

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

export function everythingIsSettled(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I9', '60 s after healing no order is pending, no payment processing');
  const { healedAt } = evidence.record;
  for (const { id, status, created_at } of evidence.orders.values()) {
    inquiry.check(status !== 'pending', () => `order ${id} is pending`, id);
    const settledAt = evidence.history.get(id)?.[1]?.at;
    if (settledAt === undefined) continue;
    const late = settledAt - Math.max(healedAt, created_at);
    inquiry.check(late <= settledWithinMs, () => `order ${id} was settled ${seconds(late)} after healing`, id);
  }
  for (const { order_id: id, status, refunded_cents, amount_cents } of evidence.payments.values()) {
    inquiry.check(status !== 'pending' && status !== 'processing', () => `the payment of order ${id} is ${status}`, id);
    // What was cancelled and given back whole has one more step to go.
    const isBack = amount_cents > 0 && refunded_cents === amount_cents;
    const isCancelled = evidence.orders.get(id)?.status === 'cancelled';
    inquiry.check(!isBack || !isCancelled, () => `order ${id} was refunded and is cancelled still`, id);
  }
  for (const refunds of evidence.refunds.values())
    for (const { order_id, key, status } of refunds)
      inquiry.check(status !== 'open', () => `refund ${key} is open`, order_id);
  return inquiry.verdict();
}

export function everythingIsDelivered(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I16', 'outbox empty and lag 0 within 30 s of healing');
  const { healedAt } = evidence.record;
  for (const [service, rows] of evidence.outboxes)
    for (const { topic, id, order_id, created_at, sent_at } of rows) {
      const late = (sent_at ?? Infinity) - Math.max(healedAt, created_at);
      inquiry.check(
        late <= drainedWithinMs,
        () =>
          `${topic} ${id} ${sent_at ? `left the outbox of ${service} after ${seconds(late)}` : `waits in the outbox of ${service}`}`,
        order_id,
      );
    }
  for (const { group, topic, partition, committed, high } of evidence.offsets)
    inquiry.check(committed === high, () => `${group} is at ${committed} of ${high} in ${topic}/${partition}`);
  for (const { topic, eventId, orderId, at } of eventsOf(evidence).values())
    for (const group of groupsOf(topic)) {
      const receivedAt = evidence.inboxes.get(group)?.get(eventId!);
      if (receivedAt === undefined) continue;
      const late = receivedAt - Math.max(healedAt, at);
      inquiry.check(
        late <= drainedWithinMs,
        () => `${group} had ${topic} ${eventId} ${seconds(late)} after it could`,
        orderId,
      );
    }
  return inquiry.verdict();
}

export function connectionsAreSound(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I17', 'no connection idle in transaction over 5 s, pool whole');
  for (const service of serviceNames) {
    const connections = evidence.connections.get(service) ?? [];
    inquiry.check(connections.length > 0, () => `${service} has no connection to its database`);
    for (const { name, state, for_ms } of connections) {
      // A pool whose connections are all busy with something that never ends is no pool.
      const isStuck = state !== 'idle' && for_ms > stuckAfterMs;
      inquiry.check(!isStuck, () => `${service}: connection ${name} is ${state} for ${seconds(for_ms)}`);
    }
  }
  return inquiry.verdict();
}
