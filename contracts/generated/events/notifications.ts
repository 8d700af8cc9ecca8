// Generated from TypeSpec by `bun run generate`. Do not edit.
import { Type as T, type Static } from '@sinclair/typebox';
import '../../kinds.ts';

/** UUID, version 7 when a service made it. */
const uuid = T.String({ format: 'uuid' });

/** The mails the shop sends. */
export const MailTemplate = T.Union([T.Literal('welcome'), T.Literal('order_confirmation'), T.Literal('payment_succeeded'), T.Literal('payment_failed'), T.Literal('order_cancelled'), T.Literal('order_shipped'), T.Literal('payment_refunded')]);
export type MailTemplate = Static<typeof MailTemplate>;

/** Number of a user or a product, counted from 1. */
const id = T.Integer({ minimum: 1, maximum: 2147483647 });

/** One plain mail address: no display name, no list, no group. */
const email = T.String({ minLength: 3, maxLength: 254, format: 'email' });

/** RFC 3339 instant in UTC. */
const instant = T.String({ format: 'date-time' });

/** A mail is to be sent. */
export const NotificationEmail = T.Object({
  notification_id: uuid,
  template: MailTemplate,
  user_id: id,
  order_id: T.Optional(uuid),
  to: email,
  subject: T.String(),
  event_id: uuid,
  occurred_at: instant,
});
export type NotificationEmail = Static<typeof NotificationEmail>;

/** A mail is to be sent. */
export const notificationEmail = {
  type: 'notification.email',
  topic: 'notification.email',
  version: 1,
  key: 'user_id',
  owner: 'notifications',
  schema: NotificationEmail,
} as const;
