import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testVariable } from '@ecomm/testing/environment';
import { until } from '@ecomm/testing/until';
import { findJava } from '@ecomm/tools/shop/java';
import { silent } from '@ecomm/tools/shop/lines';
import { freePorts } from '@ecomm/tools/shop/port-plan';
import { serviceNames, type Service } from '@ecomm/tools/shop/services';
import { startShop, type Shop, type ShopOptions } from '@ecomm/tools/shop/shop';
import postgres from 'postgres';

export { serviceNames };
export type ServiceName = Service;

export interface TestShop extends Shop {
  /** A service's database, past the service. */
  sql(service: ServiceName): postgres.Sql;
  /** In front of this shop's topics. */
  prefix: string;
  close(): Promise<void>;
}

interface TestShopOptions extends Partial<ShopOptions> {
  /** Postgres and Kafka of its own, to be stopped and killed; else those of `servers`, with names of its own. */
  own?: boolean;
  /** Those of the test run unless told. */
  servers?: { databaseUrl: string; kafkaBrokers: string };
}

/** All services as processes of their own, on free ports, with a demo catalogue; several can run at once. */
export async function testShop({ own = false, env = {}, ...given }: TestShopOptions = {}): Promise<TestShop> {
  const { servers = own ? undefined : testServers(), ...options } = given;
  const dataDir = await mkdtemp(join(tmpdir(), 'ecomm-e2e-'));
  const name = `e2e_${crypto.randomUUID().slice(0, 8)}_`;
  const prefix = own ? '' : `${name}.`;
  const databasePrefix = own ? '' : name;
  const shop = await startShop({
    dataDir,
    ports: await freePorts(),
    broker: servers ? { kind: 'given', brokers: servers.kafkaBrokers } : await embedded(),
    databaseUrl: servers?.databaseUrl,
    out: silent,
    seed: true,
    ...options,
    env: {
      DATABASE_PREFIX: databasePrefix,
      KAFKA_PREFIX: prefix,
      PAYMENT_LATENCY_MIN_MS: '0',
      PAYMENT_LATENCY_MAX_MS: '20',
      ...env,
    },
  });
  const clients = new Map<ServiceName, postgres.Sql>();
  const sql = (service: ServiceName): postgres.Sql => {
    const known =
      clients.get(service) ??
      postgres(`${shop.databaseUrl}/${databasePrefix}${service}`, { max: 1, onnotice: () => {} });
    clients.set(service, known);
    return known;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...clients.values()].map((client) => client.end({ timeout: 1 })));
    await shop.stop();
    if (servers) await dropDatabases(servers.databaseUrl, databasePrefix);
    await rm(dataDir, { recursive: true, force: true });
  };
  return Object.assign(shop, { sql, prefix, close });
}

/** An Apache Kafka of its own; throws where Java is missing. */
export async function embedded(): Promise<ShopOptions['broker']> {
  const java = await findJava();
  if (typeof java === 'string') throw new Error(java);
  return { kind: 'kafka', java };
}

const testServers = () => ({
  databaseUrl: testVariable('TEST_DATABASE_URL'),
  kafkaBrokers: testVariable('TEST_KAFKA_BROKERS'),
});

async function dropDatabases(server: string, prefix: string): Promise<void> {
  const admin = postgres(`${server}/postgres`, { max: 1, onnotice: () => {} });
  for (const service of serviceNames) await admin`drop database if exists ${admin(`${prefix}${service}`)} with (force)`;
  await admin.end();
}

export interface Mail {
  subject: string;
  to: { address: string }[];
  html: string;
  text: string;
  headers: Record<string, string>;
}

/** The mails that Maildev has got for an address, at least `count` of them. */
export async function mailsTo(shop: Shop, address: string, count: number): Promise<Mail[]> {
  return until(
    async () => {
      const response = await fetch(`${shop.mailUrl}/api/email`);
      const all = (await response.json()) as Mail[];
      const found = all.filter(({ to }) => to.some((recipient) => recipient.address === address));
      return found.length >= count && found;
    },
    { timeoutMs: 20_000, what: `${count} mails to ${address}` },
  );
}
