import { orderCreated, orderUpdated, type OrderCreated, type OrderUpdated } from '@ecomm/contracts/events';
import { toCents } from '@ecomm/contracts/money';
import type { Tx } from '@ecomm/database/connect';
import type { Event } from '@ecomm/events/envelope';
import { on } from '@ecomm/events/subscription';
import { cancelPayment, type CancelDeps } from './cancel-payment.ts';
import { openPayment, type OpenDeps } from './open-payment.ts';

/** Kafka in: what payments-group listens to. */
export const subscriptions = (deps: OpenDeps & CancelDeps) => [
  on(orderCreated, (tx: Tx, { payload }: Event<OrderCreated>) =>
    openPayment(deps, tx, { ...payload, amount_cents: toCents(payload.amount) }),
  ),
  // A state, not an edge: whatever else an order becomes, its payment stays as it is.
  on(orderUpdated, async (tx: Tx, { id, payload }: Event<OrderUpdated>) => {
    const { status, amount, order_id, user_id } = payload;
    if (status === 'cancelled')
      await cancelPayment(deps, tx, { order_id, user_id, amount_cents: toCents(amount), cause_id: id });
  }),
];
