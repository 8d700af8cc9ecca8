import { join } from 'node:path';
import { silent } from '@ecomm/tools/shop/lines';
import { freePort } from '@ecomm/tools/shop/ports';
import { migrateService, serviceSpec } from '@ecomm/tools/shop/service-process';
import type { Shop } from '@ecomm/tools/shop/shop';
import { Supervised } from '@ecomm/tools/shop/supervise';

export interface OrdersAloneOptions {
  /** Whose Postgres and Kafka it uses. */
  shop: Shop;
  /** Of its database and its topics, so that it shares none with the shop. */
  prefix: string;
  usersUrl: string;
  databaseUrl?: string;
}

export interface OrdersAlone {
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** The orders service as it is, in one process, without the services that it asks: see stub-grpc.ts. */
export async function startOrdersAlone(
  { shop, prefix, usersUrl, databaseUrl = shop.databaseUrl }: OrdersAloneOptions,
  cleanup: AsyncDisposableStack,
): Promise<OrdersAlone> {
  const port = await freePort();
  const env = {
    ...shop.env,
    ORDERS_PORT: String(port),
    ORDERS_GRPC_PORT: String(await freePort()),
    ORDERS_METRICS_PORT: String(await freePort()),
    USERS_URL: usersUrl,
    DATABASE_URL: databaseUrl,
    DATABASE_PREFIX: `${prefix}_`,
    KAFKA_PREFIX: `${prefix}.`,
  };
  await migrateService('orders', env, silent);
  const spec = serviceSpec({ service: 'orders', copy: 0, copies: 1, port, env });
  const [bun = '', ...rest] = spec.argv;
  const argv = [bun, '--preload', join(import.meta.dir, 'stub-grpc.ts'), ...rest];
  const orders = new Supervised({ ...spec, argv }, silent);
  cleanup.defer(() => orders.stop());
  await orders.start();
  return { port, pid: orders.pid!, stop: () => orders.stop() };
}
