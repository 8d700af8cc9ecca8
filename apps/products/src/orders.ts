import { OrderServiceClient } from '@ecomm/contracts/rpc/orders';
import { client, type ClientOptions } from '@ecomm/rpc/client';
import { Problem } from '@ecomm/runtime/problem';
import { claimOf, type OrderStatus } from './reservation.ts';

/** The port to orders. */
export interface Orders {
  /** What orders knows of an order; undefined when it does not know it. Throws when there is no answer. */
  find(orderId: string): Promise<OrderNews | undefined>;
}

export interface OrderNews {
  status: OrderStatus;
  /** Of the order.created or order.updated that said so. */
  sequence: number;
}

/** orders by gRPC. A status that is not known here is no answer. */
export function orders(options: Omit<ClientOptions, 'name'>) {
  const service = client(OrderServiceClient, { name: 'orders', ...options });
  const port: Orders = {
    find: async (order_id) => {
      try {
        const { status, sequence } = await service.getOrder({ order_id });
        if (status in claimOf) return { status: status as OrderStatus, sequence };
        throw new Problem(503, 'orders.unavailable', `orders answered an unknown status: ${status}`);
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return undefined;
        throw error;
      }
    },
  };
  return { ...port, state: service.state, part: { name: 'orders', stop: () => service.close() } };
}
