import type { JournalEntry } from '../../record/run-record.ts';
import { eventsByOrder } from '../evidence/events-of.ts';
import type { Evidence, TopicRecord } from '../evidence/evidence.ts';
import { eventTopics } from '../evidence/subscriptions.ts';
import { Inquiry, type Verdict } from '../verdict.ts';

type Traces = ReadonlySet<string>;
const none: Traces = new Set();

/** Trace ids by a key. */
function tracesBy<Row>(rows: Iterable<Row>, key: (row: Row) => string | null, trace: (row: Row) => string | null) {
  const traces = new Map<string, Set<string>>();
  for (const row of rows) {
    const [of, id] = [key(row), trace(row)];
    if (of === null || id === null) continue;
    const known = traces.get(of);
    if (known) known.add(id);
    else traces.set(of, new Set([id]));
  }
  return (of: string | null | undefined): Traces => (of && traces.get(of)) || none;
}

const asked: Record<string, JournalEntry['request']> = { cancelled: 'cancel', shipped: 'ship', delivered: 'deliver' };

/** What began it: the event that caused it, else a request. Undefined where it was a timer that asked. */
function originOf(evidence: Evidence, event: TopicRecord): { event: string } | { request: string } | undefined {
  const { topic, causeId, payload, orderId } = event;
  if (topic === 'order.created') return { request: `place ${orderId}` };
  if (causeId) return { event: causeId };
  if (topic === 'notification.email') return { event: String(payload?.event_id) };
  if (topic === 'payment.refunded') return { request: `refund ${orderId}` };
  if (topic.startsWith('payment.')) return { event: evidence.orders.get(orderId ?? '')?.created_event_id ?? '' };
  const request = topic === 'order.updated' ? asked[String(payload?.status)] : undefined;
  return request && { request: `${request} ${orderId}` };
}

/** The traces in which an origin was, as the topics and the journal have them. */
function tracesOf(evidence: Evidence): (origin: { event: string } | { request: string }) => Traces {
  const records = eventTopics.flatMap((topic) => evidence.topics.get(topic) ?? []);
  // A pending order that is announced again, in a later trace, keeps its event's id: such an event has two.
  const ofEvent = tracesBy(
    records,
    ({ eventId }) => eventId,
    ({ traceId }) => traceId,
  );
  const { journal } = evidence.record;
  const ofRequest = tracesBy(
    journal,
    ({ request, orderId }) => (orderId ? `${request} ${orderId}` : null),
    ({ traceId }) => traceId,
  );
  // Who placed an order without an answer does not know its id.
  const ofBuyer = tracesBy(
    journal.filter(({ request, orderId }) => request === 'place' && orderId === undefined),
    ({ userId }) => String(userId),
    ({ traceId }) => traceId,
  );
  return (origin) => {
    if ('event' in origin) return ofEvent(origin.event);
    const [request, id] = origin.request.split(' ');
    const known = ofRequest(origin.request);
    const unanswered = request === 'place' ? ofBuyer(String(evidence.orders.get(id ?? '')?.user_id)) : none;
    return unanswered.size === 0 ? known : known.union(unanswered);
  };
}

export function tracesAreWhole(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I20', 'one trace per order from POST to mail');
  const tracesIn = tracesOf(evidence);
  let timed = 0;
  for (const [id, events] of eventsByOrder(evidence, eventTopics)) {
    // An event of no order is another invariant's.
    if (!evidence.orders.has(id)) continue;
    const history = (evidence.history.get(id) ?? []).map((row) => ({ ...row, type: `status ${row.status}` }));
    const told = [...history, ...(evidence.timeline.get(id) ?? [])];
    const ids = new Set([evidence.orders.get(id)?.created_event_id, ...told.map(({ event_id }) => event_id)]);
    for (const event of events) {
      const { topic, eventId, traceId } = event;
      const origin = originOf(evidence, event);
      const from = origin ? tracesIn(origin) : none;
      if (!origin) timed += 1;
      inquiry.check(
        !origin || (traceId !== null && from.has(traceId)),
        () => `${topic} ${eventId} is in trace ${traceId}, what began it in ${[...from].join(', ') || 'none'}`,
        id,
      );
      inquiry.check(ids.has(eventId), () => `${topic} ${eventId} is not in the timeline of order ${id}`, id);
    }
    for (const { type, event_id, trace_id } of told) {
      const on = tracesIn({ event: event_id ?? '' });
      inquiry.check(
        trace_id === null || event_id === null || on.size === 0 || on.has(trace_id),
        () => `the timeline of order ${id} has ${type} in trace ${trace_id}, its topic in ${[...on].join(', ')}`,
        id,
      );
    }
  }
  return inquiry.verdict(`begun by timers, in traces of their own: ${timed}`);
}
