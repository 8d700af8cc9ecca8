import { paymentFailed, paymentSucceeded } from '@ecomm/contracts/events';
import { on } from '@ecomm/events/subscription';
import { failOrder, payOrder } from './settle-order.ts';

export const subscriptions = [on(paymentSucceeded, payOrder), on(paymentFailed, failOrder)];
