import { join } from 'node:path';
import postgres from 'postgres';
import { chooseBroker } from '../shop/broker.ts';
import { silent } from '../shop/lines.ts';
import { freePorts, type Ports } from '../shop/port-plan.ts';
import { serviceNames, type Service } from '../shop/services.ts';
import { StartingShop, type Shop } from '../shop/shop.ts';
import type { Bench } from './bench.ts';
import { startChild } from './child.ts';

/** A whole shop of its own, durable like the real one, whose payments answer at once and always well. */
export interface BenchShop {
  shop: Shop;
  ports: Ports;
  /** A service's database, past the service. */
  sql: Record<Service, postgres.Sql>;
}

/** Connections of each service; a server it is compared with has as many. */
export const databasePool = 8;

/** Mails go to a server that takes and forgets them: Maildev, made for eyes, would be the slowest part of all. */
export async function startBenchShop({ folder, cleanup, say }: Bench): Promise<BenchShop> {
  say('starting a shop to measure');
  const sink = await startChild('mail-sink.ts', [], cleanup);
  const ports = await freePorts();
  const shop = new StartingShop({
    dataDir: join(folder, 'shop'),
    ports,
    broker: await chooseBroker(process.env, 'kafka'),
    out: silent,
    smtpUrl: `smtp://127.0.0.1:${sink.port}`,
    seed: true,
    env: {
      PAYMENT_FAILURE_RATE: '0',
      PAYMENT_LATENCY_MIN_MS: '0',
      PAYMENT_LATENCY_MAX_MS: '0',
      SIGNUPS_PER_MINUTE: '100000',
      DATABASE_POOL: String(databasePool),
    },
  });
  cleanup.defer(() => shop.stop());
  await shop.start();
  const clients = serviceNames.map((service) => [
    service,
    postgres(`${shop.databaseUrl}/${service}`, { max: 1, onnotice: () => {} }),
  ]);
  const sql = Object.fromEntries(clients) as BenchShop['sql'];
  cleanup.defer(async () => void (await Promise.all(Object.values(sql).map((client) => client.end({ timeout: 1 })))));
  return { shop, ports, sql };
}
