import {
  notificationEmail,
  orderCreated,
  orderUpdated,
  paymentFailed,
  paymentRefunded,
  paymentSucceeded,
  userCreated,
} from '@ecomm/contracts/events';
import { on } from '@ecomm/events/subscription';
import { confirmOrder, confirmPayment, regretPayment, welcomeUser, type AnnounceDeps } from './announce.ts';
import { announceOrder } from './announce-order.ts';
import { announceRefund } from './announce-refund.ts';
import { markDue } from './mark-due.ts';

export interface SubscriptionDeps extends AnnounceDeps {
  sender: { wake: () => void };
}

/** Kafka in: what notifications-group listens to. */
export const subscriptions = (deps: SubscriptionDeps) => [
  on(userCreated, welcomeUser),
  on(orderCreated, confirmOrder(deps)),
  on(orderUpdated, announceOrder(deps)),
  on(paymentSucceeded, confirmPayment(deps)),
  on(paymentFailed, regretPayment(deps)),
  on(paymentRefunded, announceRefund(deps)),
  on(notificationEmail, markDue(deps.sender)),
];
