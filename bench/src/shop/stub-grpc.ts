import { Client, Metadata, status, type ServiceError } from '@grpc/grpc-js';

/**
 * Loaded before the orders service (`--preload`): what it asks of others by gRPC is answered in its own process, at once, so
 * that POST /create is measured and not the services behind it. Requests are still encoded.
 */
const answers: Readonly<Record<string, (request: never) => object>> = {
  '/ecomm.users.UserService/GetUser': ({ user_id: id }: { user_id: number }) => ({
    id,
    email: `buyer-${id}@example.com`,
    first_name: '',
    last_name: '',
    role: 'customer',
    is_active: true,
  }),
  '/ecomm.products.ProductService/ReserveStock': ({ order_id, items }: ReserveStock) => ({
    order_id,
    lines: items.map(({ product_id, quantity }) => ({
      product_id,
      quantity,
      name: `Product number ${product_id}`,
      sku: `BENCH-${product_id}`,
      unit_price_cents: 1_999,
    })),
    expires_at: new Date(Date.now() + 900_000).toISOString(),
  }),
  '/ecomm.products.ProductService/ReleaseStock': () => ({ state: 'released' }),
};

interface ReserveStock {
  order_id: string;
  items: { product_id: number; quantity: number }[];
}

type Callback = (error: ServiceError | null, response?: object) => void;

function answer(path: string, serialize: (value: unknown) => Buffer, _: unknown, request: unknown, ...rest: unknown[]) {
  const callback = rest.at(-1) as Callback;
  serialize(request);
  const known = answers[path];
  const unknown = { name: path, message: `${path} has no stub`, code: status.UNIMPLEMENTED, details: path };
  queueMicrotask(() =>
    known ? callback(null, known(request as never)) : callback({ ...unknown, metadata: new Metadata() }),
  );
  return { cancel: () => {} };
}

Object.assign(Client.prototype, { makeUnaryRequest: answer });
