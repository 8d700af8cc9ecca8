// Generated from notifications.http.tsp by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import '../../kinds.ts';

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

/** Answer of a probe. */
export const Probe = T.Object({
  status: T.Union([T.Literal('ok'), T.Literal('unavailable')]),
}, { additionalProperties: false });
export type Probe = Static<typeof Probe>;

export const NotificationStatus = T.Union([T.Literal('queued'), T.Literal('sent'), T.Literal('failed')]);
export type NotificationStatus = Static<typeof NotificationStatus>;

/** The mails the shop sends. */
export const MailTemplate = T.Union([T.Literal('welcome'), T.Literal('order_confirmation'), T.Literal('payment_succeeded'), T.Literal('payment_failed'), T.Literal('order_cancelled'), T.Literal('order_shipped'), T.Literal('payment_refunded')]);
export type MailTemplate = Static<typeof MailTemplate>;

export const Notification = T.Object({
  id: uuid,
  template: MailTemplate,
  to: T.String(),
  subject: T.String(),
  status: NotificationStatus,
  attempts: T.Integer(),
  event_id: uuid,
  created_at: instant,
  sent_at: T.Union([instant, T.Null()]),
}, { additionalProperties: false });
export type Notification = Static<typeof Notification>;

/** One page of a list. */
export const NotificationPage = T.Object({
  items: T.Array(Notification),
  next_cursor: T.Union([T.String(), T.Null()]),
}, { additionalProperties: false });
export type NotificationPage = Static<typeof NotificationPage>;

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

/** A notification with its mail. */
export const NotificationDetail = T.Object({
  id: uuid,
  template: MailTemplate,
  to: T.String(),
  subject: T.String(),
  status: NotificationStatus,
  attempts: T.Integer(),
  event_id: uuid,
  created_at: instant,
  sent_at: T.Union([instant, T.Null()]),
  user_id: id,
  order_id: T.Union([uuid, T.Null()]),
  failure_reason: T.Union([T.String(), T.Null()]),
  text: T.String(),
  html: T.String(),
}, { additionalProperties: false });
export type NotificationDetail = Static<typeof NotificationDetail>;

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
  /** Lists mails, newest first; addresses are masked unless an admin asks, and in production only an admin may. */
  listNotifications: {
    method: 'GET',
    path: '/queued',
    auth: 'optional',
    query: T.Object({
      limit: T.Optional(T.Integer({ minimum: 1, maximum: 100, default: 20 })),
      cursor: T.Optional(text),
      status: T.Optional(NotificationStatus),
    }),
    status: 200,
    responses: { 200: NotificationPage },
    problems: {
      400: ['cursor.invalid'],
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      422: ['request.invalid'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Shows one mail as it is sent. */
  readNotification: {
    method: 'GET',
    path: '/queued/:id',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      id: uuid,
    }),
    status: 200,
    responses: { 200: NotificationDetail },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['notification.not_found'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
    },
  },
  /** Queues a mail to be sent again; one that is queued already stays as it is. */
  resendNotification: {
    method: 'POST',
    path: '/queued/:id/resend',
    auth: 'required',
    role: 'admin',
    params: T.Object({
      id: uuid,
    }),
    status: 202,
    responses: { 202: NotificationDetail },
    problems: {
      401: ['auth.missing_token', 'auth.invalid_token'],
      403: ['auth.forbidden'],
      404: ['notification.not_found'],
      500: ['internal'],
      503: ['service.overloaded', 'service.timeout', 'database.unavailable', 'database.overloaded', 'auth.keys_unavailable'],
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
} as const;

export type Contract = typeof contract;
