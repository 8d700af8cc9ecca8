import {
  notificationEmail,
  orderCreated,
  orderUpdated,
  paymentFailed,
  paymentSucceeded,
  userCreated,
} from '@ecomm/contracts/events';
import { on } from '@ecomm/events/subscription';
import { confirmOrder, confirmPayment, regretPayment, welcomeUser, type AnnounceDeps } from './announce.ts';
import { markDue } from './mark-due.ts';

export interface SubscriptionDeps extends AnnounceDeps {
  sender: { wake: () => void };
}

/** Kafka in: what notifications-group listens to. */
export const subscriptions = (deps: SubscriptionDeps) => [
  on(userCreated, welcomeUser),
  on(orderCreated, confirmOrder(deps)),
  // `paid` and `failed` have their mails from payment.*: no status has one of its own yet.
  on(orderUpdated, async () => {}),
  on(paymentSucceeded, confirmPayment(deps)),
  on(paymentFailed, regretPayment(deps)),
  on(notificationEmail, markDue(deps.sender)),
];
