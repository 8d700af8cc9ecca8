import { orderUpdated } from '@ecomm/contracts/events';
import { onAll } from '@ecomm/events/subscription';
import { settleReservations, type SettleDeps } from './settle-reservation.ts';

/** Kafka in: topic → handler. */
export const subscriptions = (deps: SettleDeps) => [onAll(orderUpdated, settleReservations(deps))];
