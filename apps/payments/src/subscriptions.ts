import { orderCreated, orderUpdated, type OrderCreated, type OrderUpdated } from '@ecomm/contracts/events';
import { toCents } from '@ecomm/contracts/money';
import type { Tx } from '@ecomm/database/connect';
import { onAll, type Heard } from '@ecomm/events/subscription';
import { cancelPayment, type CancelDeps } from './cancel-payment.ts';
import { openPayments, type OpenDeps } from './open-payment.ts';

/** Kafka in: what payments-group listens to. */
export const subscriptions = (deps: OpenDeps & CancelDeps) => [
  onAll(orderCreated, (tx: Tx, events: readonly Heard<OrderCreated>[]) =>
    openPayments(
      deps,
      tx,
      events.map(({ payload, within }) => ({ ...payload, amount_cents: toCents(payload.amount), within })),
    ),
  ),
  // A state, not an edge: whatever else an order becomes, its payment stays as it is.
  onAll(orderUpdated, async (tx: Tx, events: readonly Heard<OrderUpdated>[]) => {
    for (const { id, payload, within } of events) {
      const { status, amount, order_id, user_id } = payload;
      if (status === 'cancelled')
        await within(() => cancelPayment(deps, tx, { order_id, user_id, amount_cents: toCents(amount), cause_id: id }));
    }
  }),
];
