import type { OrderDetail } from '@ecomm/contracts/http/orders';
import { PaymentServiceClient, type GetPaymentStatusResponse } from '@ecomm/contracts/rpc/payments';
import { client, type ClientOptions } from '@ecomm/rpc/client';
import { Problem } from '@ecomm/runtime/problem';

/** The port to payments. */
export interface Charges {
  /** The payment for the reply of an order; null when there is none or payments does not answer in time. */
  glance(orderId: string): Promise<OrderDetail['payment']>;
  /** The payment of an order; undefined when payments has not heard of it. Throws when it does not answer. */
  find(orderId: string): Promise<GetPaymentStatusResponse | undefined>;
}

const glanceDeadlineMs = 300;

/** payments by gRPC. */
export function charges(options: Omit<ClientOptions, 'name'>) {
  const payments = client(PaymentServiceClient, { name: 'payments', ...options });
  const port: Charges = {
    glance: async (order_id) => {
      try {
        const { transaction_id, status } = await payments.getPaymentStatus(
          { order_id },
          { deadlineMs: glanceDeadlineMs },
        );
        return { transaction_id, status: status as NonNullable<OrderDetail['payment']>['status'] };
      } catch {
        return null;
      }
    },
    find: async (order_id) => {
      try {
        return await payments.getPaymentStatus({ order_id });
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return undefined;
        throw error;
      }
    },
  };
  return { ...port, state: payments.state };
}
