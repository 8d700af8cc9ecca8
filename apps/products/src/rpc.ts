import { ProductServiceService } from '@ecomm/contracts/rpc/products';
import { serviceDef } from '@ecomm/rpc/service';
import { getProducts } from './get-products.ts';
import { releaseStock } from './release-stock.ts';
import { reserveStock } from './reserve-stock.ts';
import { takeTogether, type TakeDeps } from './take-stock.ts';

/** gRPC: one line a method. */
export function rpc(deps: TakeDeps) {
  const take = takeTogether(deps);
  return [
    serviceDef(ProductServiceService, {
      reserveStock: async ({ order_id, items }) => {
        const { lines, expires_at } = await reserveStock({ ...deps, take }, order_id, items);
        return { order_id, expires_at, lines: lines.map(wireLine) };
      },
      releaseStock: async ({ order_id }) => ({ state: await releaseStock(deps, order_id) }),
      getProducts: ({ ids }) => getProducts(deps, ids),
    }),
  ];
}

const wireLine = ({ sku, price_cents, ...line }: Awaited<ReturnType<typeof reserveStock>>['lines'][number]) => ({
  ...line,
  ...(sku === null ? {} : { sku }),
  unit_price_cents: price_cents,
});
