// What the auditor reads of the five databases. Columns keep their names; instants are milliseconds since 1970.

export type OrderStatus = 'pending' | 'paid' | 'shipped' | 'delivered' | 'failed' | 'cancelled' | 'refunded';

export interface OrderRow {
  id: string;
  user_id: number;
  status: OrderStatus;
  total_cents: number;
  items_count: number;
  transaction_id: string | null;
  sequence: number;
  created_event_id: string;
  created_at: number;
}

export interface LineRow {
  order_id: string;
  product_id: number;
  quantity: number;
  price_cents: number;
}

export interface HistoryRow {
  order_id: string;
  sequence: number;
  status: OrderStatus;
  previous_status: OrderStatus | null;
  reason: string | null;
  event_id: string | null;
  cause_id: string | null;
  trace_id: string | null;
  at: number;
}

/** What orders knows of an order from other services' events. */
export interface TimelineRow {
  order_id: string;
  event_id: string;
  service: string;
  type: string;
  cause_id: string | null;
  trace_id: string | null;
  at: number;
}

/** A buyer's Idempotency-Key and the id that was drawn for its order. */
export interface KeyRow {
  user_id: number;
  key: string;
  order_id: string;
}

export interface PaymentRow {
  transaction_id: string;
  order_id: string;
  user_id: number;
  amount_cents: number;
  status: 'pending' | 'processing' | 'succeeded' | 'failed' | 'refunded' | 'partially_refunded';
  failure_reason: string | null;
  refunded_cents: number;
  attempts: number;
  updated_at: number;
}

export interface EntryRow {
  transaction_id: string;
  entry: number;
  kind: 'intended' | 'voided' | 'captured' | 'declined' | 'refund_requested' | 'refunded' | 'refund_declined';
  amount_cents: number;
  key: string | null;
  reason: string | null;
  at: number;
}

export interface RefundRow {
  id: string;
  order_id: string;
  key: string;
  amount_cents: number;
  reason: 'requested' | 'order_cancelled';
  status: 'open' | 'succeeded' | 'declined';
  attempts: number;
  updated_at: number;
}

/** An entry of the provider's own book. */
export interface LedgerRow {
  key: string;
  order_id: string;
  kind: 'charge' | 'refund';
  amount_cents: number;
  outcome: 'succeeded' | 'declined';
  at: number;
}

export interface ReservationRow {
  order_id: string;
  state: 'held' | 'confirmed' | 'released' | 'expired';
  /** Its units are off the shelf. */
  holds_stock: boolean;
  created_at: number;
}

export interface ReservedRow {
  order_id: string;
  product_id: number;
  quantity: number;
}

export interface NotificationRow {
  id: string;
  event_id: string;
  template: string;
  order_id: string | null;
  status: 'queued' | 'sent' | 'failed';
  attempts: number;
  resends: number;
  failure_reason: string | null;
  created_at: number;
  sent_at: number | null;
}

export interface OutboxRow {
  position: number;
  id: string;
  topic: string;
  /** Of its payload. */
  order_id: string | null;
  cause_id: string | null;
  created_at: number;
  sent_at: number | null;
}

export interface DeadLetterRow {
  consumer: string;
  topic: string;
  partition: number;
  offset: number;
  event_id: string | null;
  reason: string;
  attempts: number;
  status: 'open' | 'redriven' | 'discarded';
}

/** A connection to a service's database, not the auditor's own. */
export interface ConnectionRow {
  name: string;
  state: string | null;
  /** For how long it has been in that state. */
  for_ms: number;
}
