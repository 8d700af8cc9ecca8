import { contract } from '@ecomm/contracts/http/payments';
import asyncapi from '@ecomm/contracts/asyncapi.json';
import document from '@ecomm/contracts/openapi/payments.json';
import type { Edge } from '@ecomm/http/edge';
import type { health } from '@ecomm/http/health';
import { implement } from '@ecomm/http/implement';
import type { DeadLetters } from '@ecomm/outbox/dead-letters';
import { listLedger } from './list-ledger.ts';
import { processPayment, type ProcessDeps } from './process-payment.ts';
import { readPayment } from './read-payments.ts';
import { refundPayment, type RefundPaymentDeps } from './refund-payment.ts';

export interface AppDeps extends ProcessDeps, RefundPaymentDeps {
  dead: DeadLetters;
  health: Omit<ReturnType<typeof health>, 'stopping'>;
  edge: Omit<Edge, 'document' | 'asyncapi'>;
}

/** HTTP: the contract's operations, one line each. */
export const app = (deps: AppDeps) =>
  implement(
    contract,
    {
      processPayment: ({ caller, body }) => processPayment(deps, caller, body.order_id),
      refundPayment: async ({ caller, params, body, headers, replay }) => {
        const { transactionId } = params;
        const key = headers['idempotency-key'];
        const refunded = await refundPayment(deps, { caller, transactionId, wish: body, key });
        return 'kind' in refunded ? replay(refunded) : refunded;
      },
      readPayment: ({ caller, params }) => readPayment(deps.db, caller, params.transactionId),
      listLedger: ({ query }) => listLedger(deps.db, query),
      ...deps.dead.handlers,
      ...deps.health,
    },
    { ...deps.edge, document, asyncapi },
  );
