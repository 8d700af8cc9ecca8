import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseBroker } from '@ecomm/tools/shop/broker';
import { silent } from '@ecomm/tools/shop/lines';
import { freePorts, type Ports } from '@ecomm/tools/shop/port-plan';
import { serviceNames, type Service } from '@ecomm/tools/shop/services';
import { StartingShop, type Shop } from '@ecomm/tools/shop/shop';
import { startMailSink } from '@ecomm/tools/shop/start-mail-sink';
import postgres from 'postgres';

/** A whole shop of its own, durable like the real one, empty, whose payments answer at once and always well. */
export interface BenchShop {
  shop: Shop;
  ports: Ports;
  /** A service's database, past the service. */
  sql: Record<Service, postgres.Sql>;
  stop(): Promise<void>;
}

export interface BenchShopOptions {
  folder: string;
  cleanup: AsyncDisposableStack;
  say(text: string): void;
  durable: boolean;
}

const startingMs = 3_000;
/** Connections of each service; what it is compared with has as many. */
export const databasePool = 8;

export async function startBenchShop({ folder, cleanup, say, durable }: BenchShopOptions): Promise<BenchShop> {
  say('starting a shop to measure');
  await mkdir(folder, { mode: 0o711 });
  const own = new AsyncDisposableStack();
  cleanup.use(own);
  const sink = await startMailSink(own);
  const ports = await freePorts();
  const shop = new StartingShop({
    dataDir: join(folder, 'data'),
    ports,
    broker: await chooseBroker(process.env, 'kafka'),
    out: silent,
    smtpUrl: sink.url,
    durable,
    env: {
      PAYMENT_FAILURE_RATE: '0',
      PAYMENT_LATENCY_MIN_MS: '0',
      PAYMENT_LATENCY_MAX_MS: '0',
      SIGNUPS_PER_MINUTE: '100000',
      DATABASE_POOL: String(databasePool),
    },
  });
  const started = shop.start();
  own.defer(async () => {
    await shop.stop();
    // One that was still starting may be about to make files; it need not come to an end.
    await Promise.race([started.catch(() => {}), Bun.sleep(startingMs)]);
  });
  await started;
  const clients = serviceNames.map((service) => [service, connectTo(shop, service, own)]);
  const sql = Object.fromEntries(clients) as BenchShop['sql'];
  return { shop, ports, sql, stop: () => own.disposeAsync() };
}

/** One connection to a database of the shop's server. */
export function connectTo({ databaseUrl }: Shop, database: string, cleanup: AsyncDisposableStack): postgres.Sql {
  const client = postgres(`${databaseUrl}/${database}`, { max: 1, onnotice: () => {} });
  cleanup.defer(() => client.end({ timeout: 1 }));
  return client;
}
