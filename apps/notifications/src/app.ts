import { contract } from '@ecomm/contracts/http/notifications';
import asyncapi from '@ecomm/contracts/asyncapi.json';
import document from '@ecomm/contracts/openapi/notifications.json';
import type { Edge } from '@ecomm/http/edge';
import type { health } from '@ecomm/http/health';
import { implement } from '@ecomm/http/implement';
import type { DeadLetters } from '@ecomm/outbox/dead-letters';
import { listNotifications, readNotification } from './read-notifications.ts';
import { resendNotification, type ResendDeps } from './resend-notification.ts';

export interface AppDeps extends ResendDeps {
  production: boolean;
  dead: DeadLetters;
  health: Omit<ReturnType<typeof health>, 'stopping'>;
  edge: Omit<Edge, 'document' | 'asyncapi'>;
}

/** HTTP: the contract's operations, one line each. */
export const app = (deps: AppDeps) =>
  implement(
    contract,
    {
      listNotifications: ({ caller, query }) => listNotifications(deps, caller, query),
      readNotification: ({ params }) => readNotification(deps.db, params.id),
      resendNotification: ({ params }) => resendNotification(deps, params.id),
      ...deps.dead.handlers,
      ...deps.health,
    },
    { ...deps.edge, document, asyncapi },
  );
