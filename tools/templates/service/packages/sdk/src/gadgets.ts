import type { Client } from './client.ts';
import * as operations from './generated/gadgets/sdk.gen.ts';
import type * as types from './generated/gadgets/types.gen.ts';
import type { CallOptions } from './options.ts';
import { pages } from './pages.ts';
import { probes } from './probes.ts';

type Query = NonNullable<types.ListGadgetsData['query']>;

/** Made by signed-in users, there for everybody. */
export function gadgets(client: Client) {
  const list = async (query?: Query, options?: CallOptions) => operations.listGadgets({ client, query, ...options });

  return {
    ...probes(client, operations),

    /** Makes one of the caller's. */
    create: async (body: types.NewGadget, options?: CallOptions) =>
      operations.createGadget({ client, body, ...options }),

    get: async (id: string, options?: CallOptions) => operations.readGadget({ client, path: { id }, ...options }),

    /** One page, newest first. */
    list,

    /** All of them, newest first. */
    all: (query?: Omit<Query, 'cursor'>, options?: CallOptions) =>
      pages((cursor) => list({ ...query, ...cursor }, options)),
  };
}
