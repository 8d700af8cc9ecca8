import asyncapi from '@ecomm/contracts/asyncapi.json';
import document from '@ecomm/contracts/openapi/orders.json';
import { contract } from '@ecomm/contracts/http/orders';
import type { Edge } from '@ecomm/http/edge';
import type { health } from '@ecomm/http/health';
import { implement } from '@ecomm/http/implement';
import type { DeadLetters } from '@ecomm/outbox/dead-letters';
import { cancelOrder } from './cancel-order.ts';
import { placeOrder, type PlaceOrderDeps } from './place-order.ts';
import { listUserOrders, readOrder } from './read-orders.ts';
import { readTimeline } from './read-timeline.ts';
import { setStatus, type SetStatusDeps } from './set-status.ts';
import { watchOrder, type WatchOrderDeps } from './watch-order.ts';
import type { Charges } from './charges.ts';

export interface AppDeps extends PlaceOrderDeps, SetStatusDeps, WatchOrderDeps {
  charges: Charges;
  dead: DeadLetters;
  health: Omit<ReturnType<typeof health>, 'stopping'>;
  edge: Omit<Edge, 'document' | 'asyncapi'>;
}

/** HTTP: the contract's operations, one line each. */
export const app = (deps: AppDeps) =>
  implement(
    contract,
    {
      placeOrder: async ({ caller, body, headers, replay }) => {
        const placed = await placeOrder(deps, caller.id, body, headers['idempotency-key']);
        return 'kind' in placed ? replay(placed) : placed;
      },
      readOrder: ({ caller, params }) => readOrder(deps, caller, params.id),
      listUserOrders: ({ caller, params, query }) => listUserOrders(deps, caller, params.userId, query),
      watchOrder: ({ caller, params, headers }) => watchOrder(deps, caller, params.id, headers['last-event-id']),
      setStatus: ({ caller, params, body }) => setStatus(deps, caller, params.id, body),
      cancelOrder: ({ caller, params }) => cancelOrder(deps, caller, params.id),
      readTimeline: ({ caller, params }) => readTimeline(deps, caller, params.id),
      ...deps.dead.handlers,
      ...deps.health,
    },
    { ...deps.edge, document, asyncapi },
  );
