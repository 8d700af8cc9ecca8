import {
  notificationEmail,
  paymentAttempted,
  paymentFailed,
  paymentRefunded,
  paymentSucceeded,
  stockShortfall,
} from '@ecomm/contracts/events';
import { on } from '@ecomm/events/subscription';
import type { Log } from '@ecomm/runtime/log';
import { cancelShortOrder } from './cancel-short-order.ts';
import { noteAttempt, noteMail } from './note-event.ts';
import { refundOrder } from './refund-order.ts';
import { failOrder, payOrder } from './settle-order.ts';

/** Kafka in: what orders-group listens to. */
export const subscriptions = (deps: { log: Log }) => [
  on(paymentAttempted, noteAttempt),
  on(paymentSucceeded, payOrder),
  on(paymentFailed, failOrder),
  on(paymentRefunded, refundOrder),
  on(stockShortfall, cancelShortOrder(deps)),
  on(notificationEmail, noteMail),
];
