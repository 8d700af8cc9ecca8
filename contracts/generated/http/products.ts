// Generated from products.http.tsp by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import { Decimal, Upload } from '../../kinds.ts';

/** Text on one line: no control characters. */
const productName = T.String({ minLength: 1, maxLength: 255, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

/** Text that may have several lines: no NUL, which Postgres cannot store. */
const description = T.String({ maxLength: 10000, pattern: '^[^\\u0000]*$' });

/** Decimal price of one unit with at most two places; 50 lines of 1,000 units at the highest price stay exact in cents. */
const price = Decimal({ minimum: 0, maximum: 9999999.99, 'x-decimal-places': 2 });

/** Stock keeping unit: the shop's own name of a product, unique. */
const sku = T.String({ minLength: 1, maxLength: 50, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

export const NewProduct = T.Object({
  name: productName,
  description: T.Optional(T.Union([description, T.Null()])),
  price: price,
  stock_quantity: T.Optional(T.Integer({ minimum: 0, maximum: 1000000000, default: 0 })),
  sku: T.Optional(T.Union([sku, T.Null()])),
  is_active: T.Optional(T.Boolean({ default: true })),
}, { additionalProperties: false });
export type NewProduct = Static<typeof NewProduct>;

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

export const Product = T.Object({
  id: id,
  name: T.String(),
  description: T.Union([T.String(), T.Null()]),
  price: price,
  stock_quantity: T.Integer(),
  sku: T.Union([T.String(), T.Null()]),
  image_url: T.Union([T.String(), T.Null()]),
  created_by: T.Union([id, T.Null()]),
  is_active: T.Boolean(),
  created_at: instant,
  updated_at: instant,
}, { additionalProperties: false });
export type Product = Static<typeof Product>;

/** Text that may have several lines: no NUL, which Postgres cannot store. */
const text = T.String({ pattern: '^[^\\u0000]*$' });

/** Text on one line: no control characters. */
const line = T.String({ pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

/** UUID, version 7 when a service made it. */
const uuid = T.String({ format: 'uuid' });

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

/** One page of a list. */
export const ProductPage = T.Object({
  items: T.Array(Product),
  next_cursor: T.Union([T.String(), T.Null()]),
}, { additionalProperties: false });
export type ProductPage = Static<typeof ProductPage>;

/** Answer of a probe. */
export const Probe = T.Object({
  status: T.Union([T.Literal('ok'), T.Literal('unavailable')]),
}, { additionalProperties: false });
export type Probe = Static<typeof Probe>;

const stockQuantity = T.Integer({ minimum: 0, maximum: 1000000000 });

/** What changes; what is left out stays, null clears. */
export const ProductChange = T.Object({
  name: T.Optional(productName),
  description: T.Optional(T.Union([description, T.Null()])),
  price: T.Optional(price),
  stock_quantity: T.Optional(stockQuantity),
  sku: T.Optional(T.Union([sku, T.Null()])),
  is_active: T.Optional(T.Boolean()),
}, { additionalProperties: false });
export type ProductChange = Static<typeof ProductChange>;

export const ReservationState = T.Union([T.Literal('held'), T.Literal('confirmed'), T.Literal('released'), T.Literal('expired')]);
export type ReservationState = Static<typeof ReservationState>;

export const Reservation = T.Object({
  order_id: uuid,
  quantity: T.Integer(),
  state: ReservationState,
  expires_at: instant,
}, { additionalProperties: false });
export type Reservation = Static<typeof Reservation>;

export const Reservations = T.Object({
  items: T.Array(Reservation),
}, { additionalProperties: false });
export type Reservations = Static<typeof Reservations>;

export const contract = {
  /** Adds a product to the catalogue and publishes `product.created`. */
  createProduct: {
    method: 'POST',
    path: '/',
    auth: 'required',
    role: 'admin',
    body: NewProduct,
    status: 201,
    responses: { 201: Product },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      409: ['product.sku_taken'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
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
  /** Sends a picture. */
  readImage: {
    method: 'GET',
    path: '/images/:name',
    auth: 'none',
    params: T.Object({
      name: T.String({ pattern: '^[0-9a-z-]{1,100}\\.(png|jpg|webp)$' }),
    }),
    status: 200,
    raw: true,
    responses: { 200: T.Unknown() },
    problems: {
      404: ['image.not_found'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded'],
    },
  },
  /** Lists what is on sale, filtered and sorted. */
  listProducts: {
    method: 'GET',
    path: '/list',
    auth: 'none',
    query: T.Object({
      limit: T.Optional(T.Integer({ minimum: 1, maximum: 100, default: 20 })),
      cursor: T.Optional(text),
      q: T.Optional(T.String({ maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })),
      min_price: T.Optional(price),
      max_price: T.Optional(price),
      in_stock: T.Optional(T.Boolean()),
      sort: T.Optional(T.Union([T.Literal('newest'), T.Literal('price_asc'), T.Literal('price_desc'), T.Literal('name')], { default: 'newest' })),
    }),
    status: 200,
    responses: { 200: ProductPage },
    problems: {
      400: ['cursor.invalid'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded'],
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
  /** Shows one product; an inactive one only to admins. */
  readProduct: {
    method: 'GET',
    path: '/:id',
    auth: 'optional',
    params: T.Object({
      id: id,
    }),
    status: 200,
    responses: { 200: Product },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      404: ['product.not_found'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Changes a product and publishes `product.updated`; with `If-Match` only if nobody changed it since. */
  updateProduct: {
    method: 'PUT',
    path: '/:id',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      id: id,
    }),
    headers: T.Object({
      'if-match': T.Optional(T.String({ maxLength: 200 })),
    }),
    body: ProductChange,
    status: 200,
    responses: { 200: Product },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['product.not_found'],
      409: ['product.sku_taken'],
      412: ['product.precondition_failed'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Gives a product its picture (PNG, JPEG or WebP, at most 5 MiB, told by its bytes) and publishes `product.updated`. */
  uploadImage: {
    method: 'POST',
    path: '/:id/image',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      id: id,
    }),
    body: T.Object({ image: Upload() }, { additionalProperties: false }),
    multipart: true,
    status: 200,
    responses: { 200: Product },
    problems: {
      400: ['request.unreadable'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['product.not_found'],
      413: ['request.too_large', 'image.too_large'],
      415: ['request.unsupported_media_type', 'image.unsupported'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Shows who holds stock of a product, newest first. */
  listReservations: {
    method: 'GET',
    path: '/:id/reservations',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      id: id,
    }),
    status: 200,
    responses: { 200: Reservations },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['product.not_found'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
} as const;

export type Contract = typeof contract;
