import { fold, owedRefund, refundable, statusOf, type Entry } from '@ecomm/payments/aggregate';
import { totals } from './orders-part.ts';
import type { Fact, Fate, Rule, Service } from './service.ts';

export type PaymentRows = Record<number, Entry[]>;
type Stage = (fact: Fact) => void;

/** The provider's book survives whoever asks it: an outcome for each key, and the money it moved. */
export interface Booked {
  order: number;
  kind: 'charge' | 'refund';
  cents: number;
  succeeded: boolean;
}
export type Ledger = Map<string, Booked>;

/** Refunds that have no result yet, by key. */
export const openRefunds = (entries: readonly Entry[]): Entry[] =>
  entries.filter(
    ({ kind, key }) =>
      kind === 'refund_requested' &&
      !entries.some((other) => other.key === key && /^refund(ed|_declined)$/.test(other.kind)),
  );

export const isProcessing = (entries: readonly Entry[] | undefined): boolean =>
  entries !== undefined && statusOf(fold(entries)) === 'processing';

/** payments in memory: entries and their fold are its own, this keeps them and asks the provider as its use cases do. */
export function paymentsPart(service: Service<PaymentRows>, ledger: Ledger, without: ReadonlySet<Rule>) {
  let asked = 0;
  const book = (key: string, wanted: Booked): Booked => {
    if (!ledger.has(key)) ledger.set(key, wanted);
    return ledger.get(key)!;
  };
  const requestOwed = (entries: Entry[], order: number): void => {
    const refund = owedRefund(String(order), entries);
    if (refund && !without.has('late refund'))
      entries.push({ kind: 'refund_requested', amount_cents: refund.amount_cents, key: refund.key });
  };
  const open = (rows: PaymentRows, order: number): void => {
    rows[order] ??= [{ kind: 'intended', amount_cents: totals[order]! }];
  };
  const cancel = (rows: PaymentRows, order: number): void => {
    const entries = (rows[order] ??= []);
    const of = fold(entries);
    if (of.refund_wanted || of.declined !== null) return;
    entries.push({ kind: 'voided', amount_cents: totals[order]! });
    requestOwed(entries, order);
  };
  return {
    hear: (fact: Fact, fate: Fate): boolean =>
      service.hear(
        fact,
        (rows) => {
          if (fact.type === 'order.created') open(rows, fact.order);
          else if (fact.status === 'cancelled') cancel(rows, fact.order);
        },
        fate,
      ),
    /** The provider decides, then its answer is recorded, or lost: then it is asked again. */
    charge: (order: number, succeeded: boolean, fate: Fate): void => {
      if (!isProcessing(service.rows[order])) return;
      const key = without.has('charge key') ? `${order} ${(asked += 1)}` : String(order);
      const answer = book(key, { order, kind: 'charge', cents: totals[order]!, succeeded });
      service.transaction((rows, stage) => {
        rows[order]!.push({ kind: answer.succeeded ? 'captured' : 'declined', amount_cents: answer.cents, key });
        const type = answer.succeeded ? 'payment.succeeded' : 'payment.failed';
        stage({ id: `${type} ${order}`, type, order });
        requestOwed(rows[order]!, order);
      }, fate);
    },
    requestRefund: (order: number, cents: number, fate: Fate): void => {
      const entries = service.rows[order] ?? [];
      if (openRefunds(entries).length > 0 || refundable(fold(entries)) < cents) return;
      service.transaction(
        (rows) =>
          rows[order]!.push({ kind: 'refund_requested', amount_cents: cents, key: `wish ${order} ${entries.length}` }),
        fate,
      );
    },
    refund: (order: number, succeeded: boolean, fate: Fate): void => {
      const [due] = openRefunds(service.rows[order] ?? []);
      if (!due) return;
      const answer = book(due.key!, { order, kind: 'refund', cents: due.amount_cents, succeeded });
      service.transaction((rows, stage: Stage) => {
        const entries = rows[order]!;
        entries.push({ ...due, kind: answer.succeeded ? 'refunded' : 'refund_declined' });
        const refundedCents = fold(entries).refunded_cents;
        if (answer.succeeded)
          stage({ id: `payment.refunded ${due.key}`, type: 'payment.refunded', order, refundedCents });
        requestOwed(entries, order);
      }, fate);
    },
  };
}
