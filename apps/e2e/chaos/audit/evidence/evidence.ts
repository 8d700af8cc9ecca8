import type { ServiceName } from '../../../src/shop.fixture.ts';
import type { Planted, RunRecord } from '../../record/run-record.ts';
import type * as row from './rows.ts';

/** All that the auditor judges by, read once the shop has come to rest. */
export interface Evidence {
  /** What clients and the harness saw. */
  record: RunRecord;
  /** Milliseconds since 1970, as every time here. */
  collectedAt: number;
  orders: ReadonlyMap<string, row.OrderRow>;
  lines: ByOrder<row.LineRow>;
  /** In the order of their sequence. */
  history: ByOrder<row.HistoryRow>;
  timeline: ByOrder<row.TimelineRow>;
  keys: readonly row.KeyRow[];
  /** By order. */
  payments: ReadonlyMap<string, row.PaymentRow>;
  /** By transaction, in their order. */
  entries: ReadonlyMap<string, readonly row.EntryRow[]>;
  refunds: ByOrder<row.RefundRow>;
  ledger: ByOrder<row.LedgerRow>;
  /** By order. */
  reservations: ReadonlyMap<string, row.ReservationRow>;
  reserved: ByOrder<row.ReservedRow>;
  /** What can still be bought, by product. */
  stock: ReadonlyMap<number, number>;
  notifications: readonly row.NotificationRow[];
  /** What the mail server took. */
  mails: readonly ReceivedMail[];
  outboxes: ReadonlyMap<ServiceName, readonly row.OutboxRow[]>;
  /** When each group had each event, by the event's id. */
  inboxes: ReadonlyMap<string, ReadonlyMap<string, number>>;
  deadLetters: readonly row.DeadLetterRow[];
  /** Every topic whole, dead letters too, by its name without prefix; records of a partition are in the order of their offsets. */
  topics: ReadonlyMap<string, readonly TopicRecord[]>;
  offsets: readonly GroupOffset[];
  connections: ReadonlyMap<ServiceName, readonly row.ConnectionRow[]>;
}

export type ByOrder<Row> = ReadonlyMap<string, readonly Row[]>;

export interface TopicRecord {
  topic: string;
  partition: number;
  offset: number;
  /** When the broker had it, or its producer said so. */
  at: number;
  eventId: string | null;
  traceId: string | null;
  causeId: string | null;
  /** Of its payload. */
  orderId: string | null;
  /** Null when it is no JSON object. */
  payload: Record<string, unknown> | null;
  /** The harness wrote it. */
  planted?: Planted['kind'];
  /** Of a dead letter: the record that it was. */
  was?: { topic: string; partition: number; offset: number; attempts: number };
}

export interface GroupOffset {
  group: string;
  topic: string;
  partition: number;
  /** The next offset it will read; 0 when it committed none. */
  committed: number;
  low: number;
  high: number;
}

export interface ReceivedMail {
  notificationId: string;
  at: number;
  /** Whether the sender heard that it was taken. */
  answered: boolean;
}
