import { toAmount } from '@ecomm/contracts/money';

export type Status = 'pending' | 'processing' | 'succeeded' | 'failed' | 'refunded' | 'partially_refunded';
export const methods = ['card', 'test_success', 'test_decline', 'test_timeout'] as const;
export type Method = (typeof methods)[number];

/** What is to be charged, as the order says it. */
export interface Intent {
  order_id: string;
  user_id: number;
  amount_cents: number;
  payment_method: Method;
}

/** A payment as its row is read; instants are RFC 3339 UTC. */
export interface PaymentRow {
  transaction_id: string;
  order_id: string;
  user_id: number;
  amount_cents: number;
  refunded_cents: number;
  status: Status;
  failure_reason: string | null;
  created_at: string;
  updated_at: string;
}

/** A payment as it is answered: cents become a decimal here and nowhere else. */
export const shown = ({ amount_cents, refunded_cents, ...payment }: PaymentRow) => ({
  ...payment,
  amount: toAmount(amount_cents),
  refunded_amount: toAmount(refunded_cents),
});

/** What an event of a payment carries. */
export const told = (payment: Pick<PaymentRow, 'transaction_id' | 'order_id' | 'user_id' | 'amount_cents'>) => ({
  order_id: payment.order_id,
  user_id: payment.user_id,
  transaction_id: payment.transaction_id,
  amount: toAmount(payment.amount_cents),
});

/** `voided`: the order was cancelled, before, during or after its charge; what is captured of it goes back. */
export type EntryKind =
  | 'intended'
  | 'voided'
  | 'captured'
  | 'declined'
  | 'refund_requested'
  | 'refunded'
  | 'refund_declined';

/** One thing that happened to a payment. Nothing but its entries, in their order, says what a payment is. */
export interface Entry {
  kind: EntryKind;
  amount_cents: number;
  /** The provider's key of a refund; the same on its request and its result. */
  key?: string | null;
  reason?: string | null;
}

/** What the entries come to. */
export interface Fold {
  intended: boolean;
  /** Null until the provider took the money: an order may cost nothing. */
  captured_cents: number | null;
  declined: string | null;
  refunded_cents: number;
  /** Of refunds that have no result yet. */
  open_cents: number;
  refund_wanted: boolean;
}

const nothing: Fold = {
  intended: false,
  captured_cents: null,
  declined: null,
  refunded_cents: 0,
  open_cents: 0,
  refund_wanted: false,
};

const steps: Record<EntryKind, (of: Fold, entry: Entry) => Partial<Fold>> = {
  intended: () => ({ intended: true }),
  voided: () => ({ refund_wanted: true }),
  captured: (_, { amount_cents }) => ({ captured_cents: amount_cents }),
  declined: (_, { reason }) => ({ declined: reason ?? 'declined' }),
  refund_requested: (of, { amount_cents }) => ({ open_cents: of.open_cents + amount_cents }),
  refunded: (of, { amount_cents }) => ({
    open_cents: of.open_cents - amount_cents,
    refunded_cents: of.refunded_cents + amount_cents,
  }),
  refund_declined: (of, { amount_cents }) => ({ open_cents: of.open_cents - amount_cents }),
};

/** The payment that its entries, in their order, come to. */
export function fold(entries: readonly Entry[]): Fold {
  const of = { ...nothing };
  for (const entry of entries) Object.assign(of, steps[entry.kind](of, entry));
  return of;
}

/** Captured, and neither given back nor being given back. */
export const refundable = ({ captured_cents, refunded_cents, open_cents }: Fold): number =>
  (captured_cents ?? 0) - refunded_cents - open_cents;

/** What a cancelled order has still to be given back. */
export const owed = (of: Fold): number => (of.refund_wanted ? refundable(of) : 0);

export function statusOf({ intended, captured_cents, declined, refunded_cents, refund_wanted }: Fold): Status {
  if (captured_cents !== null) {
    if (refunded_cents === 0) return 'succeeded';
    return refunded_cents === captured_cents ? 'refunded' : 'partially_refunded';
  }
  if (declined !== null) return 'failed';
  if (intended) return 'processing';
  return refund_wanted ? 'failed' : 'pending';
}

/** Why it failed; a voided intent was never asked of the provider. */
export function failureOf(of: Fold): string | null {
  if (statusOf(of) !== 'failed') return null;
  return of.declined ?? 'order_cancelled';
}

const pauseMaxMs = 10_000;

/** How long to wait before the provider is asked again after `attempts` questions without an answer. */
export const pauseMs = (attempts: number): number => Math.min(100 * 2 ** (attempts - 1), pauseMaxMs);

const owedPauseMaxMs = 3_600_000;

/**
 * The refund that a cancelled order is still owed, if any. Its n-th has a key of its own, since the provider has decided
 * the ones before; those that were declined make the pause before it grow.
 */
export function owedRefund(orderId: string, entries: readonly Entry[]) {
  const amount_cents = owed(fold(entries));
  if (amount_cents <= 0) return undefined;
  const isCancels = ({ key }: Entry): boolean => key === `refund:${orderId}` || !!key?.startsWith(`refund:${orderId}:`);
  const earlier = entries.filter((entry) => entry.kind === 'refund_requested' && isCancels(entry)).length;
  const declined = entries.filter((entry) => entry.kind === 'refund_declined' && isCancels(entry)).length;
  return {
    amount_cents,
    key: earlier === 0 ? `refund:${orderId}` : `refund:${orderId}:${earlier + 1}`,
    pauseMs: declined === 0 ? 0 : Math.min(1_000 * 2 ** (declined - 1), owedPauseMaxMs),
  };
}
