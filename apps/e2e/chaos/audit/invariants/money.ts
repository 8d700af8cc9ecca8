import type { JournalEntry } from '../../record/run-record.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { LedgerRow, OrderRow } from '../evidence/rows.ts';
import { eventsByOrder } from '../evidence/events-of.ts';
import { Inquiry, type Verdict } from '../verdict.ts';

const sum = (cents: readonly number[]): number => cents.reduce((total, one) => total + one, 0);

const taken = (rows: readonly LedgerRow[], kind: LedgerRow['kind']): number[] =>
  rows.flatMap((row) => (row.kind === kind && row.outcome === 'succeeded' ? [row.amount_cents] : []));

export function ordersAreChargedOnce(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I6', "at most one successful charge per order in the provider's ledger");
  for (const [id, rows] of evidence.ledger) {
    const charges = taken(rows, 'charge');
    inquiry.check(charges.length <= 1, () => `order ${id} was charged ${charges.join(' and ')} cents`, id);
  }
  return inquiry.verdict();
}

const live: ReadonlySet<string> = new Set(['paid', 'shipped', 'delivered']);

export function moneyAddsUp(evidence: Evidence): Verdict {
  const inquiry = new Inquiry(
    'I7',
    'per order captured − refunded = total − refunds that an admin ordered while it was live, 0 for failed, refunded and settled cancelled ones, to the cent',
  );
  const ordered = Map.groupBy(
    evidence.record.journal.filter(({ request }) => request === 'refund'),
    ({ orderId }) => orderId,
  );
  for (const order of evidence.orders.values()) {
    const ledger = evidence.ledger.get(order.id) ?? [];
    const captured = sum(taken(ledger, 'charge'));
    const refunded = sum(taken(ledger, 'refund'));
    const balance = `order ${order.id} (${order.status}, ${order.total_cents} cents): captured ${captured}, refunded ${refunded}`;
    inquiry.check(refunded <= captured, () => `${balance}, which is too much`, order.id);
    if (live.has(order.status)) {
      inquiry.check(captured === order.total_cents, () => balance, order.id);
      const entries = ordered.get(order.id) ?? [];
      inquiry.check(
        mayBeRefunded(refunded, entries),
        () => `${balance}; an admin ordered ${entries.map(wish).join(', ') || 'nothing'}`,
        order.id,
      );
    } else if (order.status !== 'pending') inquiry.check(captured === refunded, () => balance, order.id);
    checkBooks(inquiry, evidence, order, { captured, refunded });
  }
  return inquiry.verdict();
}

const wish = ({ amountCents, outcome }: JournalEntry): string => `${amountCents ?? 'all'} (${outcome})`;

/** Whether `refunded` is what certain requests ordered with some of those of which nobody can say. */
function mayBeRefunded(refunded: number, entries: readonly JournalEntry[]): boolean {
  const once = Map.groupBy(entries, ({ idempotencyKey, traceId }) => idempotencyKey ?? traceId);
  let sums = new Set([0]);
  for (const tries of once.values()) {
    const acked = tries.some(({ outcome }) => outcome === 'acked');
    // "In progress" says that the outcome comes later.
    const maybe = tries.some(({ outcome, code }) => outcome === 'unknown' || code === 'refund.in_progress');
    if (!acked && !maybe) continue;
    const [{ amountCents }] = tries as [JournalEntry];
    // All that was left, whatever that was.
    const after = new Set([...sums].map((sum) => (amountCents === undefined ? refunded : sum + amountCents)));
    sums = acked ? after : sums.union(after);
  }
  return sums.has(refunded);
}

/** Payments' own books say what the provider's does: its row is the fold of its entries, and its refunds are those paid. */
function checkBooks(
  inquiry: Inquiry,
  evidence: Evidence,
  { id }: OrderRow,
  ledger: Record<'captured' | 'refunded', number>,
) {
  const payment = evidence.payments.get(id);
  if (!payment) return inquiry.check(ledger.captured === 0, () => `order ${id} was charged without a payment`, id);
  const entries = evidence.entries.get(payment.transaction_id) ?? [];
  const of = (kind: (typeof entries)[number]['kind']): number =>
    sum(entries.flatMap((entry) => (entry.kind === kind ? [entry.amount_cents] : [])));
  const booked = { captured: of('captured'), refunded: of('refunded') };
  const refunds = evidence.refunds.get(id) ?? [];
  const paid = sum(refunds.flatMap(({ status, amount_cents }) => (status === 'succeeded' ? [amount_cents] : [])));
  const statuses = payment.refunded_cents === 0 ? ['succeeded'] : ['refunded', 'partially_refunded'];
  const isCaptured = entries.some(({ kind }) => kind === 'captured');
  const says = `payment of order ${id} (${payment.status}, refunded ${payment.refunded_cents})`;
  inquiry.check(
    booked.captured === ledger.captured && booked.refunded === ledger.refunded,
    () =>
      `${says} has booked ${booked.captured} and ${booked.refunded}, the provider ${ledger.captured} and ${ledger.refunded}`,
    id,
  );
  inquiry.check(
    payment.refunded_cents === booked.refunded && isCaptured === statuses.includes(payment.status),
    () =>
      `${says} is not what its entries come to: ${entries.map(({ kind, amount_cents }) => `${kind} ${amount_cents}`).join(', ')}`,
    id,
  );
  inquiry.check(paid === booked.refunded, () => `${says} has refunds of ${paid} that succeeded`, id);
}

export function totalsAgree(evidence: Evidence): Verdict {
  const inquiry = new Inquiry('I22', 'sum of lines = total = charge');
  const created = eventsByOrder(evidence, ['order.created']);
  for (const { id, total_cents, items_count } of evidence.orders.values()) {
    const lines = evidence.lines.get(id) ?? [];
    const says = (what: string, cents: number) => () => `order ${id} costs ${total_cents} cents, ${what} ${cents}`;
    const ofLines = sum(lines.map(({ quantity, price_cents }) => quantity * price_cents));
    inquiry.check(ofLines === total_cents, says('its lines', ofLines), id);
    const units = sum(lines.map(({ quantity }) => quantity));
    inquiry.check(units === items_count, () => `order ${id} counts ${items_count} units, its lines ${units}`, id);
    const payment = evidence.payments.get(id);
    if (payment) inquiry.check(payment.amount_cents === total_cents, says('its payment', payment.amount_cents), id);
    for (const { kind, amount_cents } of evidence.ledger.get(id) ?? [])
      if (kind === 'charge') inquiry.check(amount_cents === total_cents, says('its charge', amount_cents), id);
    const [announced] = created.get(id) ?? [];
    const told = Math.round(Number(announced?.payload?.amount) * 100);
    if (announced) inquiry.check(told === total_cents, says('order.created', told), id);
  }
  return inquiry.verdict();
}
