import type { Client } from './client.ts';
import { deadLetters } from './dead-letters.ts';
import * as operations from './generated/products/sdk.gen.ts';
import type * as types from './generated/products/types.gen.ts';
import type { CallOptions } from './options.ts';
import { pages } from './pages.ts';
import { probes } from './probes.ts';

type Query = NonNullable<types.ListProductsData['query']>;

/** The catalogue, its pictures and who holds its stock. */
export function products(client: Client, url: string) {
  const list = async (query?: Query, options?: CallOptions) => operations.listProducts({ client, query, ...options });

  return {
    ...probes(client, operations),
    ...deadLetters(client, operations),

    /** One page of what is on sale, filtered and sorted. */
    list,

    /** All that is on sale, filtered and sorted. */
    all: (query?: Omit<Query, 'cursor'>, options?: CallOptions) =>
      pages((cursor) => list({ ...query, ...cursor }, options)),

    get: async (id: number, options?: CallOptions) => operations.readProduct({ client, path: { id }, ...options }),

    /** For admins. */
    create: async (body: types.NewProduct, options?: CallOptions) =>
      operations.createProduct({ client, body, ...options }),

    /** For admins. With `ifMatch`, an ETag, only if nobody changed the product since. */
    update: async (
      id: number,
      body: types.ProductChange,
      { ifMatch, ...options }: CallOptions & { ifMatch?: string | undefined } = {},
    ) => operations.updateProduct({ client, path: { id }, body, headers: { 'If-Match': ifMatch }, ...options }),

    /** PNG, JPEG or WebP, at most 5 MiB. For admins. */
    uploadImage: async (id: number, body: types.UploadImageData['body'], options?: CallOptions) =>
      operations.uploadImage({ client, path: { id }, body, ...options }),

    /** The bytes of a picture, by its name or by a product's `image_url`. */
    image: async (name: string, options?: CallOptions) =>
      operations.readImage({ client, path: { name: name.replace(/^\/images\//, '') }, ...options }),

    /** Where a page finds a product's picture: for `<img src>`. */
    imageUrl: ({ image_url }: Pick<types.Product, 'image_url'>) => image_url && url + image_url,

    /** Who holds stock of a product, newest first. For admins. */
    reservations: async (id: number, options?: CallOptions) =>
      operations.listReservations({ client, path: { id }, ...options }),
  };
}
