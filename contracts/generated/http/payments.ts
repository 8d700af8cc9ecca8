// Generated from payments.http.tsp by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import { Decimal } from '../../kinds.ts';

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

/** Text that may have several lines: no NUL, which Postgres cannot store. */
const text = T.String({ pattern: '^[^\\u0000]*$' });

/** UUID, version 7 when a service made it. */
const uuid = T.String({ format: 'uuid' });

export const LedgerKind = T.Union([T.Literal('charge'), T.Literal('refund')]);
export type LedgerKind = Static<typeof LedgerKind>;

/** Decimal amount of the shop's one currency with at most two places. */
const amount = Decimal({ minimum: 0, maximum: 999999999999.99, 'x-decimal-places': 2 });

export const LedgerOutcome = T.Union([T.Literal('succeeded'), T.Literal('declined')]);
export type LedgerOutcome = Static<typeof LedgerOutcome>;

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

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

export const contract = {
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
} as const;

export type Contract = typeof contract;
