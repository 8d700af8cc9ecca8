import { orderCreated, type OrderCreated } from '@ecomm/contracts/events';
import { toCents } from '@ecomm/contracts/money';
import type { Tx } from '@ecomm/database/connect';
import { on } from '@ecomm/events/subscription';
import { openPayment, type OpenDeps } from './open-payment.ts';

/** Kafka in: what payments-group listens to. */
export const subscriptions = (deps: OpenDeps) => [
  on(orderCreated, (tx: Tx, { payload }: { payload: OrderCreated }) =>
    openPayment(deps, tx, { ...payload, amount_cents: toCents(payload.amount) }),
  ),
];
