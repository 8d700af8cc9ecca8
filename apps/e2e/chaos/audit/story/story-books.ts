import type { Evidence } from '../evidence/evidence.ts';
import type { Line } from './tell-story.ts';

const because = (reason: string | null): string => (reason ? `, ${reason}` : '');

/** What the services have written down of an order in their tables. */
export function bookLines(evidence: Evidence, orderId: string): Line[] {
  return [...orderLines(evidence, orderId), ...paymentLines(evidence, orderId), ...mailLines(evidence, orderId)];
}

function* orderLines({ history, reservations, reserved }: Evidence, orderId: string): Generator<Line> {
  for (const { at, sequence, status, previous_status, reason, cause_id } of history.get(orderId) ?? [])
    yield {
      at,
      who: 'orders',
      what: `${previous_status ? `${previous_status} → ` : ''}${status} (${sequence})${because(reason)}${cause_id ? `, caused by ${cause_id}` : ''}`,
    };
  const reservation = reservations.get(orderId);
  if (!reservation) return;
  const units = (reserved.get(orderId) ?? []).map(({ product_id, quantity }) => `${quantity} × product ${product_id}`);
  const holds = reservation.holds_stock ? 'holds stock' : 'without stock';
  yield {
    at: reservation.created_at,
    who: 'products',
    what: `reservation of ${units.join(', ') || 'nothing'}, now ${reservation.state}, ${holds}`,
  };
}

function* paymentLines({ payments, entries, refunds, ledger }: Evidence, orderId: string): Generator<Line> {
  for (const { at, kind, amount_cents, outcome, key } of ledger.get(orderId) ?? [])
    yield { at, who: 'provider', what: `${kind} of ${amount_cents} ${outcome}, key ${key}` };
  const payment = payments.get(orderId);
  if (!payment) return;
  for (const { at, entry, kind, amount_cents, key, reason } of entries.get(payment.transaction_id) ?? [])
    yield {
      at,
      who: 'payments',
      what: `${entry}. ${kind} ${amount_cents}${because(reason)}${key ? `, key ${key}` : ''}`,
    };
  for (const { updated_at, key, amount_cents, reason, status, attempts } of refunds.get(orderId) ?? [])
    yield {
      at: updated_at,
      who: 'payments',
      what: `refund of ${amount_cents} (${reason}), key ${key}: ${status} after ${attempts} attempts`,
    };
  yield {
    at: payment.updated_at,
    who: 'payments',
    what: `payment ${payment.transaction_id} of ${payment.amount_cents} is ${payment.status}${because(payment.failure_reason)}, refunded ${payment.refunded_cents}, ${payment.attempts} attempts`,
  };
}

function* mailLines({ notifications, mails }: Evidence, orderId: string): Generator<Line> {
  for (const {
    id,
    order_id,
    event_id,
    template,
    created_at,
    sent_at,
    status,
    attempts,
    failure_reason,
  } of notifications) {
    if (order_id !== orderId) continue;
    yield { at: created_at, who: 'notifications', what: `mail ${template} (${id}) queued for ${event_id}` };
    const what = `mail ${template} ${status}${because(failure_reason)}, ${attempts} attempts`;
    yield { at: sent_at ?? created_at, who: 'notifications', what };
    for (const mail of mails)
      if (mail.notificationId === id)
        yield {
          at: mail.at,
          who: 'mail server',
          what: `took ${template}${mail.answered ? '' : ', and could not say so'}`,
        };
  }
}
