import {
  notificationEmail,
  orderCreated,
  orderUpdated,
  paymentFailed,
  paymentRefunded,
  paymentSucceeded,
  userCreated,
} from '@ecomm/contracts/events';
import { onAll } from '@ecomm/events/subscription';
import { confirmOrders, confirmPayments, regretPayments, welcomeUsers, type AnnounceDeps } from './announce.ts';
import { announceOrders } from './announce-order.ts';
import { announceRefunds } from './announce-refund.ts';
import { markDue, type MarkDeps } from './mark-due.ts';

export interface SubscriptionDeps extends AnnounceDeps {
  sender: MarkDeps;
}

/** Kafka in: what notifications-group listens to. */
export const subscriptions = (deps: SubscriptionDeps) => [
  onAll(userCreated, welcomeUsers),
  onAll(orderCreated, confirmOrders(deps)),
  onAll(orderUpdated, announceOrders(deps)),
  onAll(paymentSucceeded, confirmPayments(deps)),
  onAll(paymentFailed, regretPayments(deps)),
  onAll(paymentRefunded, announceRefunds(deps)),
  onAll(notificationEmail, markDue(deps.sender)),
];
