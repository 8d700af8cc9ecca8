import { OrderServiceClient } from '@ecomm/contracts/rpc/orders';
import { client, type ClientOptions } from '@ecomm/rpc/client';
import { Problem } from '@ecomm/runtime/problem';
import { claimOf, type OrderStatus } from './reservation.ts';

/** The port to orders. */
export interface Orders {
  /** An order's status; undefined when orders does not know it. Throws when there is no answer. */
  findStatus(orderId: string): Promise<OrderStatus | undefined>;
}

/** orders by gRPC. A status that is not known here is no answer. */
export function orders(options: Omit<ClientOptions, 'name'>) {
  const service = client(OrderServiceClient, { name: 'orders', ...options });
  const port: Orders = {
    findStatus: async (order_id) => {
      try {
        const { status } = await service.getOrder({ order_id });
        if (status in claimOf) return status as OrderStatus;
        throw new Problem(503, 'orders.unavailable', `orders answered an unknown status: ${status}`);
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return undefined;
        throw error;
      }
    },
  };
  return { ...port, state: service.state, part: { name: 'orders', stop: () => service.close() } };
}
