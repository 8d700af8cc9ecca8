import type { ServiceName } from '../../../src/shop.fixture.ts';
import type { LittleShop } from './little-shop.fixture.ts';

/** An event and what it comes from: enough to cause the next one. */
export interface Told {
  id: string;
  trace: string;
}

const templates: Record<string, string> = {
  'order.created': 'order_confirmation',
  'payment.succeeded': 'payment_succeeded',
  'payment.failed': 'payment_failed',
  'payment.refunded': 'payment_refunded',
  'order.updated cancelled': 'order_cancelled',
  'order.updated shipped': 'order_shipped',
};

/** An event staged, sent, had by its readers, in the timeline, and with the mail that it owes. */
export function publish(
  shop: LittleShop,
  service: ServiceName,
  topic: string,
  payload: Record<string, unknown>,
  {
    cause,
    trace = cause?.trace ?? shop.trace(),
    id = shop.id(),
  }: { cause?: Told | undefined; trace?: string; id?: string },
): Told {
  const orderId = String(payload.order_id);
  const causeId = cause?.id ?? null;
  const created_at = shop.tick();
  const sent_at = shop.tick();
  const position = shop.outbox.length + 1;
  shop.outbox.push({ service, position, id, topic, order_id: orderId, cause_id: causeId, created_at, sent_at });
  shop.write({ topic, eventId: id, traceId: trace, causeId, orderId, payload });
  const told = { id, trace };
  if (service !== 'orders')
    shop.timeline.push({
      order_id: orderId,
      event_id: id,
      service,
      type: topic,
      cause_id: causeId,
      trace_id: trace,
      at: created_at,
    });
  const template = templates[topic === 'order.updated' ? `${topic} ${String(payload.status)}` : topic];
  if (template) mail(shop, template, orderId, told);
  return told;
}

function mail(shop: LittleShop, template: string, orderId: string, cause: Told): void {
  const id = shop.id();
  const payload = { notification_id: id, template, order_id: orderId, event_id: cause.id };
  publish(shop, 'notifications', 'notification.email', payload, { cause });
  shop.mails.push({ notificationId: id, at: shop.tick(), answered: true });
  shop.notifications.push({
    id,
    event_id: cause.id,
    template,
    order_id: orderId,
    status: 'sent',
    attempts: 1,
    resends: 0,
    failure_reason: null,
    created_at: shop.tick(),
    sent_at: shop.tick(),
  });
}
