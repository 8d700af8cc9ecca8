import { PaymentServiceService } from '@ecomm/contracts/rpc/payments';
import type { Db } from '@ecomm/database/connect';
import { serviceDef } from '@ecomm/rpc/service';
import { readPaymentStatus } from './read-payments.ts';

export const rpc = (db: Db) => [
  serviceDef(PaymentServiceService, {
    getPaymentStatus: ({ order_id }) => readPaymentStatus(db, order_id),
  }),
];
