import {
  notificationEmail,
  paymentAttempted,
  paymentFailed,
  paymentRefunded,
  paymentSucceeded,
  stockShortfall,
} from '@ecomm/contracts/events';
import { on, onAll } from '@ecomm/events/subscription';
import type { Log } from '@ecomm/runtime/log';
import { cancelShortOrder } from './cancel-short-order.ts';
import { noteAttempts, noteMails } from './note-event.ts';
import { refundOrder } from './refund-order.ts';
import { failOrders, payOrders } from './settle-order.ts';

/** Kafka in: what orders-group listens to. */
export const subscriptions = (deps: { log: Log }) => [
  onAll(paymentAttempted, noteAttempts),
  onAll(paymentSucceeded, payOrders),
  onAll(paymentFailed, failOrders),
  on(paymentRefunded, refundOrder),
  on(stockShortfall, cancelShortOrder(deps)),
  onAll(notificationEmail, noteMails),
];
