import type { OrderUpdated } from '@ecomm/contracts/events';
import type { Event } from '@ecomm/events/envelope';
import type { OrderStatus } from './reservation.ts';

/** An order.updated as the handler gets it. */
export const orderUpdatedEvent = (
  orderId: string,
  status: OrderStatus,
  sequence: number,
  id: string = Bun.randomUUIDv7(),
): Event<OrderUpdated> => ({
  id,
  type: 'order.updated',
  key: orderId,
  time: new Date().toISOString(),
  topic: 'order.updated',
  partition: 0,
  offset: '0',
  payload: {
    order_id: orderId,
    user_id: 2,
    amount: 1,
    status,
    previous_status: 'pending',
    sequence,
    occurred_at: new Date().toISOString(),
  },
});
