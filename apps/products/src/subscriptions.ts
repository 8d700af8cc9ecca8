import { orderUpdated } from '@ecomm/contracts/events';
import { on } from '@ecomm/events/subscription';
import { settleReservation, type SettleDeps } from './settle-reservation.ts';

/** Kafka in: topic → handler. */
export const subscriptions = (deps: SettleDeps) => [on(orderUpdated, settleReservation(deps))];
