import type { PaymentRefunded } from '@ecomm/contracts/events';
import { announce, type AnnounceDeps } from './announce.ts';
import { money } from './mail.ts';

/** payment.refunded → `payment_refunded`: this refund, and all so far. */
export const announceRefunds = ({ users, currency }: AnnounceDeps) =>
  announce(users, ({ order_id, transaction_id, amount, refunded_amount, reason }: PaymentRefunded) => {
    const refund = money(amount, currency);
    const data = {
      order_id,
      transaction_id,
      refund,
      refunded: money(refunded_amount, currency),
      because: reason === 'order_cancelled' ? ', as it was cancelled' : '',
    };
    return { template: 'payment_refunded', order_id, subject: `We have refunded ${refund} to you`, data };
  });
