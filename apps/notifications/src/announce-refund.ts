import type { PaymentRefunded } from '@ecomm/contracts/events';
import type { Tx } from '@ecomm/database/connect';
import type { Event } from '@ecomm/events/envelope';
import type { AnnounceDeps } from './announce.ts';
import { contactOf } from './contacts.ts';
import { money } from './mail.ts';
import { queueMail } from './queue-mail.ts';

/** payment.refunded → `payment_refunded`: this refund, and all so far. */
export const announceRefund = ({ users, currency }: AnnounceDeps) =>
  async function announce(tx: Tx, { id: event_id, payload }: Event<PaymentRefunded>): Promise<void> {
    const { user_id, order_id, transaction_id, amount, refunded_amount, reason } = payload;
    const contact = await contactOf(tx, users, user_id);
    const refund = money(amount, currency);
    const data = {
      order_id,
      transaction_id,
      refund,
      refunded: money(refunded_amount, currency),
      because: reason === 'order_cancelled' ? ', as it was cancelled' : '',
    };
    const subject = `We have refunded ${refund} to you`;
    await queueMail(tx, { event_id, template: 'payment_refunded', user_id, order_id, contact, subject, data });
  };
