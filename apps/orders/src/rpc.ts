import { OrderServiceService } from '@ecomm/contracts/rpc/orders';
import type { Db } from '@ecomm/database/connect';
import { serviceDef } from '@ecomm/rpc/service';
import { getOrder } from './read-orders.ts';

/** gRPC: one line a method. */
export const rpc = (deps: { db: Db; currency: string }) => [
  serviceDef(OrderServiceService, { getOrder: ({ order_id }) => getOrder(deps, order_id) }),
];
