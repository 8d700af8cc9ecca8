import asyncapi from '@ecomm/contracts/asyncapi.json';
import { contract } from '@ecomm/contracts/http/gadgets';
import document from '@ecomm/contracts/openapi/gadgets.json';
import type { Db } from '@ecomm/database/connect';
import type { Edge } from '@ecomm/http/edge';
import type { health } from '@ecomm/http/health';
import { implement } from '@ecomm/http/implement';
import { createGadget } from './create-gadget.ts';
import { listGadgets, readGadget } from './read-gadgets.ts';

export interface AppDeps {
  db: Db;
  health: Omit<ReturnType<typeof health>, 'stopping'>;
  edge: Omit<Edge, 'document' | 'asyncapi'>;
}

/** HTTP: the contract's operations, one line each. */
export const app = (deps: AppDeps) =>
  implement(
    contract,
    {
      createGadget: ({ caller, body }) => createGadget(deps, caller, body),
      listGadgets: ({ query }) => listGadgets(deps, query),
      readGadget: ({ params }) => readGadget(deps, params.id),
      ...deps.health,
    },
    { ...deps.edge, document, asyncapi },
  );
