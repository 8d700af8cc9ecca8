import { eventsByOrder, eventsOf, unsentOf } from '../evidence/events-of.ts';
import type { Evidence, TopicRecord } from '../evidence/evidence.ts';
import { Inquiry, type Verdict } from '../verdict.ts';

export function ordersAreAnnounced(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I4', 'orders = distinct order.created on the topic + rows still in the outbox');
  const announced = eventsByOrder(evidence, ['order.created']);
  const waiting = Map.groupBy(
    unsentOf(evidence).filter(({ topic }) => topic === 'order.created'),
    ({ order_id }) => order_id,
  );
  for (const { id, created_event_id } of evidence.orders.values()) {
    const ids = new Set((announced.get(id) ?? []).map(({ eventId }) => eventId!));
    for (const row of waiting.get(id) ?? []) ids.add(row.id);
    inquiry.check(
      ids.size === 1 && ids.has(created_event_id),
      () =>
        ids.size === 0 ? `order ${id} was never announced` : `order ${id} was announced by ${[...ids].join(', ')}`,
      id,
    );
  }
  return inquiry.verdict();
}

export function eventsHaveOrders(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I5', 'no event for an order that never committed');
  for (const { topic, eventId, orderId } of eventsOf(evidence).values())
    if (orderId !== null)
      inquiry.check(evidence.orders.has(orderId), () => `${topic} ${eventId} is about no order: ${orderId}`, orderId);
  for (const { topic, id, order_id } of unsentOf(evidence))
    if (order_id !== null)
      inquiry.check(evidence.orders.has(order_id), () => `${topic} ${id} waits, about no order: ${order_id}`, order_id);
  return inquiry.verdict();
}

export function sequencesAreWhole(evidence: Evidence): Verdict {
  const inquiry = new Inquiry(
    'I11',
    'per order the sequence over order.created and order.updated, without duplicates, has no gap and no inversion',
  );
  const told = eventsByOrder(evidence, ['order.created', 'order.updated']);
  const waiting = Map.groupBy(unsentOf(evidence), ({ order_id }) => order_id);
  for (const { id, sequence } of evidence.orders.values()) {
    const events = told.get(id) ?? [];
    const sequences = events.map(sequenceOf);
    const waits = (waiting.get(id) ?? []).filter(({ topic }) => topic.startsWith('order.')).length;
    const expected = Array.from({ length: Math.max(0, sequence - waits) }, (_, n) => n + 1);
    inquiry.check(
      sequences.toSorted((a, b) => a - b).join() === expected.join(),
      () => `order ${id} told of ${sequences.join(', ')} and should of ${expected.join(', ')}`,
      id,
    );
    const updates = events.filter(({ topic }) => topic === 'order.updated').map(sequenceOf);
    inquiry.check(
      updates.every((one, at) => at === 0 || one > updates[at - 1]!),
      () => `order ${id} told of ${updates.join(', ')} in this order`,
      id,
    );
  }
  return inquiry.verdict();
}

const sequenceOf = ({ payload }: TopicRecord): number => Number(payload?.sequence);
