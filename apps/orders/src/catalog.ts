import { ProductServiceClient } from '@ecomm/contracts/rpc/products';
import { client, type ClientOptions } from '@ecomm/rpc/client';
import { Problem } from '@ecomm/runtime/problem';
import type { Line, LineWish } from './order.ts';

/** The port to products. */
export interface Catalog {
  /** Takes the stock of all wishes under the order's id, or of none; the lines come back at the catalogue's prices. */
  reserve(orderId: string, wishes: readonly LineWish[]): Promise<Line[]>;
  /** Gives the stock back; final for this order id. */
  release(orderId: string): Promise<void>;
}

const reserveDeadlineMs = 1_000;

/** products by gRPC. A product that can't be bought is the buyer's mistake: 422. */
export function catalog(options: Omit<ClientOptions, 'name'>) {
  const products = client(ProductServiceClient, { name: 'products', ...options });
  const port: Catalog = {
    reserve: async (order_id, wishes) => {
      try {
        const { lines } = await products.reserveStock(
          { order_id, items: [...wishes] },
          { deadlineMs: reserveDeadlineMs },
        );
        return lines.map(({ unit_price_cents, sku, ...line }) => ({
          ...line,
          sku: sku ?? null,
          price_cents: unit_price_cents,
        }));
      } catch (error) {
        if (error instanceof Problem && error.code === 'product.not_found')
          throw new Problem(422, error.code, error.detail, {
            ...(error.extra ? { extra: error.extra } : {}),
            cause: error,
          });
        throw error;
      }
    },
    release: async (order_id) => void (await products.releaseStock({ order_id })),
  };
  return { ...port, state: products.state };
}
