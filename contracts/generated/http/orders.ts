// Generated from orders.http.tsp by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import { Decimal } from '../../kinds.ts';

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

const quantity = T.Integer({ minimum: 1, maximum: 1000 });

/** One product wanted. */
export const NewOrderItem = T.Object({
  product_id: id,
  quantity: quantity,
  price: T.Optional(T.Number()),
}, { additionalProperties: false });
export type NewOrderItem = Static<typeof NewOrderItem>;

/** Text that may have several lines: no NUL, which Postgres cannot store. */
const shippingAddress = T.String({ minLength: 1, maxLength: 500, pattern: '^[^\\u0000]*$' });

/** Decimal amount of the shop's one currency with at most two places. */
const amount = Decimal({ minimum: 0, maximum: 999999999999.99, 'x-decimal-places': 2 });

export const NewOrder = T.Object({
  items: T.Array(NewOrderItem, { minItems: 1, maxItems: 50 }),
  shipping_address: T.Optional(shippingAddress),
  expected_total: T.Optional(amount),
  payment_method: T.Optional(T.Union([T.Literal('card'), T.Literal('test_success'), T.Literal('test_decline'), T.Literal('test_timeout')], { default: 'card' })),
}, { additionalProperties: false });
export type NewOrder = Static<typeof NewOrder>;

/** UUID, version 7 when a service made it. */
const uuid = T.String({ format: 'uuid' });

/** pending → paid, failed or cancelled; paid → shipped → delivered; paid → cancelled → refunded. */
export const OrderStatus = T.Union([T.Literal('pending'), T.Literal('paid'), T.Literal('shipped'), T.Literal('delivered'), T.Literal('failed'), T.Literal('cancelled'), T.Literal('refunded')]);
export type OrderStatus = Static<typeof OrderStatus>;

/** Decimal price of one unit with at most two places; 50 lines of 1,000 units at the highest price stay exact in cents. */
const price = Decimal({ minimum: 0, maximum: 9999999.99, 'x-decimal-places': 2 });

export const OrderItem = T.Object({
  product_id: id,
  name: T.String(),
  sku: T.Union([T.String(), T.Null()]),
  quantity: T.Integer(),
  price: price,
  subtotal: amount,
}, { additionalProperties: false });
export type OrderItem = Static<typeof OrderItem>;

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

export const Order = T.Object({
  id: uuid,
  user_id: id,
  status: OrderStatus,
  total_amount: amount,
  items_count: T.Integer(),
  items: T.Array(OrderItem),
  shipping_address: T.Union([T.String(), T.Null()]),
  transaction_id: T.Union([uuid, T.Null()]),
  created_at: instant,
  updated_at: instant,
}, { additionalProperties: false });
export type Order = Static<typeof Order>;

/** Text that may have several lines: no NUL, which Postgres cannot store. */
const text = T.String({ pattern: '^[^\\u0000]*$' });

/** Text on one line: no control characters. */
const line = T.String({ pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

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

/** Answer of a probe. */
export const Probe = T.Object({
  status: T.Union([T.Literal('ok'), T.Literal('unavailable')]),
}, { additionalProperties: false });
export type Probe = Static<typeof Probe>;

/** One page of a list. */
export const OrderPage = T.Object({
  items: T.Array(Order),
  next_cursor: T.Union([T.String(), T.Null()]),
}, { additionalProperties: false });
export type OrderPage = Static<typeof OrderPage>;

export const PaymentStatus = T.Union([T.Literal('pending'), T.Literal('processing'), T.Literal('succeeded'), T.Literal('failed'), T.Literal('refunded'), T.Literal('partially_refunded')]);
export type PaymentStatus = Static<typeof PaymentStatus>;

export const OrderPayment = T.Object({
  transaction_id: uuid,
  status: PaymentStatus,
}, { additionalProperties: false });
export type OrderPayment = Static<typeof OrderPayment>;

/** An order with its payment as payments sees it. */
export const OrderDetail = T.Object({
  id: uuid,
  user_id: id,
  status: OrderStatus,
  total_amount: amount,
  items_count: T.Integer(),
  items: T.Array(OrderItem),
  shipping_address: T.Union([T.String(), T.Null()]),
  transaction_id: T.Union([uuid, T.Null()]),
  created_at: instant,
  updated_at: instant,
  payment: T.Union([OrderPayment, T.Null()]),
}, { additionalProperties: false });
export type OrderDetail = Static<typeof OrderDetail>;

/** One event of an order's stream; `data` is sent as JSON. */
export const OrderEvent = T.Object({
  event: T.Union([T.Literal('snapshot'), T.Literal('order.updated')]),
  id: T.String({ pattern: '^[1-9][0-9]{0,8}$' }),
  data: Order,
}, { additionalProperties: false });
export type OrderEvent = Static<typeof OrderEvent>;

export const StatusChange = T.Object({
  status: OrderStatus,
  reason: T.Optional(T.String({ minLength: 1, maxLength: 500, pattern: '^[^\\u0000]*$' })),
}, { additionalProperties: false });
export type StatusChange = Static<typeof StatusChange>;

/** One thing that happened to an order. */
export const TimelineEntry = T.Object({
  at: instant,
  service: T.String(),
  type: T.String(),
  summary: T.String(),
  event_id: T.Union([uuid, T.Null()]),
  cause_id: T.Union([uuid, T.Null()]),
  trace_id: T.Union([T.String(), T.Null()]),
  data: T.Record(T.String(), T.Unknown()),
}, { additionalProperties: false });
export type TimelineEntry = Static<typeof TimelineEntry>;

export const Timeline = T.Object({
  items: T.Array(TimelineEntry),
}, { additionalProperties: false });
export type Timeline = Static<typeof Timeline>;

export const contract = {
  /** Places an order: reserves its stock, prices it by the catalogue and publishes `order.created`. */
  placeOrder: {
    method: 'POST',
    path: '/create',
    auth: 'required',
    headers: T.Object({
      'idempotency-key': T.Optional(T.String({ minLength: 1, maxLength: 255, pattern: '^[!-~]+$' })),
    }),
    body: NewOrder,
    status: 201,
    responses: { 201: Order },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.account_disabled'],
      409: ['stock.insufficient', 'stock.reservation_released', 'order.total_changed', 'idempotency.in_progress'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid', 'product.not_found', 'order.too_many_units', 'idempotency.key_reused'],
      429: ['order.too_many_pending'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable', 'users.unavailable', 'products.unavailable'],
    },
  },
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
  /** Lists a user's orders, newest first, to that user or an admin. */
  listUserOrders: {
    method: 'GET',
    path: '/user/:userId',
    auth: 'required',
    params: T.Object({
      userId: id,
    }),
    query: T.Object({
      limit: T.Optional(T.Integer({ minimum: 1, maximum: 100, default: 20 })),
      cursor: T.Optional(text),
    }),
    status: 200,
    responses: { 200: OrderPage },
    problems: {
      400: ['cursor.invalid'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      404: ['user.not_found'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Shows an order to its owner or an admin. */
  readOrder: {
    method: 'GET',
    path: '/:id',
    auth: 'required',
    params: T.Object({
      id: uuid,
    }),
    status: 200,
    responses: { 200: OrderDetail },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      404: ['order.not_found'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Cancels an order that is pending or paid, for its owner or an admin, and publishes `order.updated`. Its stock is given back; what was paid is refunded, and then the order is `refunded`. An order that was shipped is not cancelled. */
  cancelOrder: {
    method: 'POST',
    path: '/:id/cancel',
    auth: 'required',
    params: T.Object({
      id: uuid,
    }),
    status: 200,
    responses: { 200: Order },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      404: ['order.not_found'],
      409: ['order.illegal_transition'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Follows an order by server-sent events, for its owner or an admin: first `snapshot`, then `order.updated` as it happens. With `Last-Event-ID` there is no snapshot: every later event is sent, in order, none missing and none twice. Only an id that the order has not reached is answered with one. The stream stays open after a final status too. It ends when the token expires, when the service stops, and when its reader is too slow: connect again with the last id. Lines that start with a colon keep the connection alive. */
  watchOrder: {
    method: 'GET',
    path: '/:id/events',
    auth: 'required',
    params: T.Object({
      id: uuid,
    }),
    headers: T.Object({
      'last-event-id': T.Optional(T.String({ pattern: '^(0|[1-9][0-9]{0,8})$' })),
    }),
    status: 200,
    events: OrderEvent,
    responses: { 200: T.Unknown() },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      404: ['order.not_found'],
      422: ['request.invalid'],
      429: ['order.too_many_streams'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Moves an order on (paid → shipped → delivered, or cancels it) and publishes `order.updated`. What the order's status does not allow, a status that only payments may set, and the status that it already has are all refused with 409; so is shipping an order whose stock had been given back before it was paid (`stock.reservation_released`). */
  setStatus: {
    method: 'PUT',
    path: '/:id/status',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      id: uuid,
    }),
    body: StatusChange,
    status: 200,
    responses: { 200: Order },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['order.not_found'],
      409: ['order.illegal_transition', 'stock.reservation_released'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable', 'products.unavailable'],
    },
  },
  /** Everything that happened to an order, across services, oldest first, to its owner or an admin. */
  readTimeline: {
    method: 'GET',
    path: '/:id/timeline',
    auth: 'required',
    params: T.Object({
      id: uuid,
    }),
    status: 200,
    responses: { 200: Timeline },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      404: ['order.not_found'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
} as const;

export type Contract = typeof contract;
