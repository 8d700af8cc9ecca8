import { OrderServiceClient } from '@ecomm/contracts/rpc/orders';
import { client, type ClientOptions } from '@ecomm/rpc/client';
import { Problem } from '@ecomm/runtime/problem';
import { methods, type Intent } from './payment.ts';

/** What an order says about its payment. */
export type OrderFacts = Intent & { status: string };

/** The port to orders. */
export interface Orders {
  /** Undefined when there is no such order; Problem 503 `orders.unavailable` when orders does not answer. */
  find(orderId: string): Promise<OrderFacts | undefined>;
}

/** orders by gRPC. */
export function orders(options: Omit<ClientOptions, 'name'>) {
  const rpc = client(OrderServiceClient, { name: 'orders', ...options });
  const port: Orders = {
    find: async (order_id) => {
      try {
        const order = await rpc.getOrder({ order_id });
        const payment_method = methods.find((method) => method === order.payment_method) ?? 'card';
        const { user_id, status, total_amount_cents: amount_cents } = order;
        return { order_id, user_id, status, amount_cents, payment_method };
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return undefined;
        throw error;
      }
    },
  };
  return { ...port, state: () => rpc.state() };
}
