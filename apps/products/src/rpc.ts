import { ProductServiceService } from '@ecomm/contracts/rpc/products';
import { serviceDef } from '@ecomm/rpc/service';
import { getProducts } from './get-products.ts';
import { releaseStock } from './release-stock.ts';
import { reserveStock, type ReserveDeps } from './reserve-stock.ts';

/** gRPC: one line a method. */
export const rpc = (deps: ReserveDeps) => [
  serviceDef(ProductServiceService, {
    reserveStock: async ({ order_id, items }) => {
      const { lines, expires_at } = await reserveStock(deps, order_id, items);
      return { order_id, expires_at, lines: lines.map(wireLine) };
    },
    releaseStock: async ({ order_id }) => ({ state: await releaseStock(deps, order_id) }),
    getProducts: ({ ids }) => getProducts(deps, ids),
  }),
];

const wireLine = ({ sku, price_cents, ...line }: Awaited<ReturnType<typeof reserveStock>>['lines'][number]) => ({
  ...line,
  ...(sku === null ? {} : { sku }),
  unit_price_cents: price_cents,
});
