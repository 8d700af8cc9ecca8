// Generated from payments.http.tsp by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import { Decimal } from '../../kinds.ts';

/** Text that may have several lines: no NUL, which Postgres cannot store. */
const text = T.String({ pattern: '^[^\\u0000]*$' });

/** Text on one line: no control characters. */
const line = T.String({ pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

/** UUID, version 7 when a service made it. */
const uuid = T.String({ format: 'uuid' });

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

/** An event that a consumer group put aside. It is also a record of `<topic>.<group>.dlq`. */
export const DeadLetter = T.Object({
  id: uuid,
  group: T.String(),
  topic: T.String(),
  partition: T.Integer(),
  offset: T.String(),
  event_id: T.Union([T.String(), T.Null()]),
  key: T.Union([T.String(), T.Null()]),
  reason: T.String(),
  attempts: T.Integer(),
  first_at: instant,
  last_at: instant,
  trace_id: T.Union([T.String(), T.Null()]),
  status: T.Union([T.Literal('open'), T.Literal('redriven'), T.Literal('discarded')]),
  handled_at: T.Union([instant, T.Null()]),
}, { additionalProperties: false });
export type DeadLetter = Static<typeof DeadLetter>;

/** One page of a list. */
export const DeadLetterPage = T.Object({
  items: T.Array(DeadLetter),
  next_cursor: T.Union([T.String(), T.Null()]),
}, { additionalProperties: false });
export type DeadLetterPage = Static<typeof DeadLetterPage>;

/** A dead letter with what it carries. */
export const DeadLetterDetail = T.Object({
  id: uuid,
  group: T.String(),
  topic: T.String(),
  partition: T.Integer(),
  offset: T.String(),
  event_id: T.Union([T.String(), T.Null()]),
  key: T.Union([T.String(), T.Null()]),
  reason: T.String(),
  attempts: T.Integer(),
  first_at: instant,
  last_at: instant,
  trace_id: T.Union([T.String(), T.Null()]),
  status: T.Union([T.Literal('open'), T.Literal('redriven'), T.Literal('discarded')]),
  handled_at: T.Union([instant, T.Null()]),
  headers: T.Record(T.String(), T.String()),
  value: T.Union([T.String(), T.Null()]),
  value_encoding: T.Union([T.Literal('utf-8'), T.Literal('base64')]),
}, { additionalProperties: false });
export type DeadLetterDetail = Static<typeof DeadLetterDetail>;

/** Whether a connection stands. */
export const ConnectionCheck = T.Object({
  status: T.Union([T.Literal('up'), T.Literal('down')]),
}, { additionalProperties: false });
export type ConnectionCheck = Static<typeof ConnectionCheck>;

/** Events that wait to be published. */
export const OutboxCheck = T.Object({
  rows: T.Integer({ minimum: 0 }),
  oldest_seconds: T.Number({ minimum: 0 }),
}, { additionalProperties: false });
export type OutboxCheck = Static<typeof OutboxCheck>;

/** Events that wait to be read. */
export const ConsumerCheck = T.Object({
  lag: T.Integer({ minimum: 0 }),
}, { additionalProperties: false });
export type ConsumerCheck = Static<typeof ConsumerCheck>;

/** What the service depends on; a check that could not be made is left out. */
export const Checks = T.Object({
  database: ConnectionCheck,
  kafka: ConnectionCheck,
  outbox: T.Optional(OutboxCheck),
  consumer: T.Optional(ConsumerCheck),
  breakers: T.Optional(T.Record(T.String(), T.Union([T.Literal('closed'), T.Literal('half_open'), T.Literal('open')]))),
}, { additionalProperties: false });
export type Checks = Static<typeof Checks>;

/** `degraded`: it serves, but Kafka or a service it calls is down. `down`: its database is. */
export const Health = T.Object({
  status: T.Union([T.Literal('ok'), T.Literal('degraded'), T.Literal('down')]),
  service: T.String(),
  version: T.String(),
  uptime_seconds: T.Number({ minimum: 0 }),
  checks: Checks,
}, { additionalProperties: false });
export type Health = Static<typeof Health>;

export const LedgerKind = T.Union([T.Literal('charge'), T.Literal('refund')]);
export type LedgerKind = Static<typeof LedgerKind>;

/** Decimal amount of the shop's one currency with at most two places. */
const amount = Decimal({ minimum: 0, maximum: 999999999999.99, 'x-decimal-places': 2 });

export const LedgerOutcome = T.Union([T.Literal('succeeded'), T.Literal('declined')]);
export type LedgerOutcome = Static<typeof LedgerOutcome>;

/** What the provider did under one key. */
export const LedgerEntry = T.Object({
  key: T.String(),
  transaction_id: uuid,
  order_id: uuid,
  kind: LedgerKind,
  amount: amount,
  outcome: LedgerOutcome,
  at: instant,
}, { additionalProperties: false });
export type LedgerEntry = Static<typeof LedgerEntry>;

/** One page of a list. */
export const LedgerEntryPage = T.Object({
  items: T.Array(LedgerEntry),
  next_cursor: T.Union([T.String(), T.Null()]),
}, { additionalProperties: false });
export type LedgerEntryPage = Static<typeof LedgerEntryPage>;

/** Answer of a probe. */
export const Probe = T.Object({
  status: T.Union([T.Literal('ok'), T.Literal('unavailable')]),
}, { additionalProperties: false });
export type Probe = Static<typeof Probe>;

export const PaymentRequest = T.Object({
  order_id: uuid,
}, { additionalProperties: false });
export type PaymentRequest = Static<typeof PaymentRequest>;

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

export const PaymentStatus = T.Union([T.Literal('pending'), T.Literal('processing'), T.Literal('succeeded'), T.Literal('failed'), T.Literal('refunded'), T.Literal('partially_refunded')]);
export type PaymentStatus = Static<typeof PaymentStatus>;

export const Payment = T.Object({
  transaction_id: uuid,
  order_id: uuid,
  user_id: id,
  amount: amount,
  refunded_amount: amount,
  status: PaymentStatus,
  failure_reason: T.Union([T.String(), T.Null()]),
  created_at: instant,
  updated_at: instant,
}, { additionalProperties: false });
export type Payment = Static<typeof Payment>;

/** Decimal amount of at least one cent. */
const refundAmount = Decimal({ minimum: 0.01, maximum: 999999999999.99, 'x-decimal-places': 2 });

export const RefundRequest = T.Object({
  amount: T.Optional(refundAmount),
}, { additionalProperties: false });
export type RefundRequest = Static<typeof RefundRequest>;

export const contract = {
  /** Lists the events that this service put aside, newest first. */
  listDeadLetters: {
    method: 'GET',
    path: '/dead-letters',
    auth: 'required',
    role: 'admin',
    query: T.Object({
      limit: T.Optional(T.Integer({ minimum: 1, maximum: 100, default: 20 })),
      cursor: T.Optional(text),
      status: T.Optional(T.Union([T.Literal('open'), T.Literal('redriven'), T.Literal('discarded')])),
      topic: T.Optional(line),
    }),
    status: 200,
    responses: { 200: DeadLetterPage },
    problems: {
      400: ['cursor.invalid'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Shows a dead letter with its headers and its value. */
  readDeadLetter: {
    method: 'GET',
    path: '/dead-letters/:id',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      id: uuid,
    }),
    status: 200,
    responses: { 200: DeadLetterDetail },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['dead_letter.not_found'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Settles that it is to have no effect. It stays in the topic and in the list. */
  discardDeadLetter: {
    method: 'POST',
    path: '/dead-letters/:id/discard',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      id: uuid,
    }),
    status: 200,
    responses: { 200: DeadLetter },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['dead_letter.not_found'],
      409: ['dead_letter.handled'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Handles it now, under its own event id, by this service's group alone: one that had its effect already has no second. When it fails again it stays as it is, and `detail` says why. */
  redriveDeadLetter: {
    method: 'POST',
    path: '/dead-letters/:id/redrive',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      id: uuid,
    }),
    status: 200,
    responses: { 200: DeadLetter },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['dead_letter.not_found'],
      409: ['dead_letter.handled', 'dead_letter.refused'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable', 'dead_letter.not_now'],
    },
  },
  /** Says how the service and what it depends on are; 503 when its database is down. */
  readHealth: {
    method: 'GET',
    path: '/health',
    auth: 'none',
    status: 200,
    responses: { 200: Health, 503: Health },
    problems: {
      500: ['internal'],
    },
  },
  /** Lists what the provider did, newest first, for an audit. */
  listLedger: {
    method: 'GET',
    path: '/ledger',
    auth: 'required',
    role: 'admin',
    query: T.Object({
      limit: T.Optional(T.Integer({ minimum: 1, maximum: 100, default: 20 })),
      cursor: T.Optional(text),
      order_id: T.Optional(uuid),
    }),
    status: 200,
    responses: { 200: LedgerEntryPage },
    problems: {
      400: ['cursor.invalid'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Says that the process lives: restart it when this fails. */
  readLivez: {
    method: 'GET',
    path: '/livez',
    auth: 'none',
    status: 200,
    responses: { 200: Probe },
    problems: {
      500: ['internal'],
    },
  },
  /** Drives an order's charge if it is not final and answers its payment; a decline is final. */
  processPayment: {
    method: 'POST',
    path: '/process',
    auth: 'required',
    body: PaymentRequest,
    status: 200,
    responses: { 200: Payment },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      404: ['order.not_found'],
      409: ['order.not_pending'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable', 'orders.unavailable'],
    },
  },
  /** Says whether to send requests here: 503 while it starts, stops or has no database. */
  readReadyz: {
    method: 'GET',
    path: '/readyz',
    auth: 'none',
    status: 200,
    responses: { 200: Probe, 503: Probe },
    problems: {
      500: ['internal'],
    },
  },
  /** Shows a payment to the order's owner or an admin. */
  readPayment: {
    method: 'GET',
    path: '/status/:transactionId',
    auth: 'required',
    params: T.Object({
      transactionId: uuid,
    }),
    status: 200,
    responses: { 200: Payment },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      404: ['payment.not_found'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Gives captured money back, whole or in part, and answers the payment once the provider has said so, or `refund.in_progress` when it takes its time: asking again with the same key then answers the outcome. */
  refundPayment: {
    method: 'POST',
    path: '/:transactionId/refund',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      transactionId: uuid,
    }),
    headers: T.Object({
      'idempotency-key': T.Optional(T.String({ minLength: 1, maxLength: 255, pattern: '^[!-~]+$' })),
    }),
    body: RefundRequest,
    status: 200,
    responses: { 200: Payment },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['payment.not_found'],
      409: ['payment.not_captured', 'refund.in_progress', 'refund.declined', 'idempotency.in_progress'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid', 'refund.exceeds_captured', 'idempotency.key_reused'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
} as const;

export type Contract = typeof contract;
