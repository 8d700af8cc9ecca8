import type { Client } from './client.ts';
import { deadLetters } from './dead-letters.ts';
import * as operations from './generated/payments/sdk.gen.ts';
import type * as types from './generated/payments/types.gen.ts';
import { keyed } from './keyed.ts';
import type { CallOptions, KeyedCallOptions } from './options.ts';
import { pages } from './pages.ts';
import { probes } from './probes.ts';

type LedgerQuery = NonNullable<types.ListLedgerData['query']>;

/** Charges of orders, and the provider's ledger to check them against. */
export function payments(client: Client) {
  const ledger = async (query?: LedgerQuery, options?: CallOptions) =>
    operations.listLedger({ client, query, ...options });

  return {
    ...probes(client, operations),
    ...deadLetters(client, operations),

    /** Drives an order's charge if it is not final. An order is charged once, so this may be sent again. */
    process: async (body: types.PaymentRequest, options?: CallOptions) =>
      operations.processPayment({ client, body, meta: { repeatable: true }, ...options }),

    /** The payment of an order's `transaction_id`. */
    status: async (transactionId: string, options?: CallOptions) =>
      operations.readPayment({ client, path: { transactionId }, ...options }),

    /** Gives money back, all that is left or `amount`, once however often it has to be sent. For admins. */
    refund: async (transactionId: string, body: types.RefundRequest = {}, options?: KeyedCallOptions) =>
      operations.refundPayment({ client, path: { transactionId }, body, ...keyed(options) }),

    /** One page of what the provider did, newest first. For admins. */
    ledger,

    /** All that the provider did, newest first. For admins. */
    allLedger: (query?: Omit<LedgerQuery, 'cursor'>, options?: CallOptions) =>
      pages((cursor) => ledger({ ...query, ...cursor }, options)),
  };
}
