import asyncapi from '@ecomm/contracts/asyncapi.json';
import document from '@ecomm/contracts/openapi/products.json';
import { contract, type ProductPage } from '@ecomm/contracts/http/products';
import type { Db } from '@ecomm/database/connect';
import type { Edge } from '@ecomm/http/edge';
import type { health } from '@ecomm/http/health';
import { implement } from '@ecomm/http/implement';
import type { DeadLetters } from '@ecomm/outbox/dead-letters';
import { createProduct } from './create-product.ts';
import { listCache } from './list-cache.ts';
import { listProducts } from './list-products.ts';
import { listReservations } from './list-reservations.ts';
import { tagged, type VersionedProduct } from './product.ts';
import { readImage } from './read-image.ts';
import { readProduct } from './read-product.ts';
import { updateProduct } from './update-product.ts';
import { uploadImage } from './upload-image.ts';

export interface AppDeps {
  db: Db;
  dead: DeadLetters;
  health: Omit<ReturnType<typeof health>, 'stopping'>;
  edge: Omit<Edge, 'document' | 'asyncapi'>;
}

/** How old a list may be that is answered again; a change made by way of this copy shows at once. */
const listAgeMs = 250;

/** Pictures have up to 5 MiB each, and all under way are in memory. */
const inFlightMax = { readImage: 32, uploadImage: 8 };

/** HTTP: the contract's operations, one line each. */
export function app(deps: AppDeps) {
  const lists = listCache<ProductPage>({ maxAgeMs: listAgeMs });
  const written = (product: VersionedProduct, set: Answer) => {
    lists.clear();
    return withTag(product, set);
  };
  return implement(
    contract,
    {
      listProducts: ({ query }) => lists.get(JSON.stringify(query), () => listProducts(deps, query)),
      readProduct: async ({ params, caller, set }) => withTag(await readProduct(deps, params.id, caller), set),
      createProduct: async ({ caller, body, set }) => written(await createProduct(deps, caller.id, body), set),
      updateProduct: async ({ params, body, headers, set }) =>
        written(await updateProduct(deps, params.id, body, headers['if-match']), set),
      uploadImage: async ({ params, body, set }) => written(await uploadImage(deps, params.id, body.image), set),
      readImage: ({ params }) => readImage(deps, params.name),
      listReservations: ({ params }) => listReservations(deps, params.id),
      ...deps.dead.handlers,
      ...deps.health,
    },
    { ...deps.edge, inFlightMax, document, asyncapi },
  );
}

interface Answer {
  readonly headers: Record<string, string>;
}

function withTag(versioned: VersionedProduct, set: Answer) {
  const { product, etag } = tagged(versioned);
  set.headers.etag = etag;
  return product;
}
