import { testVariable } from '@ecomm/testing/environment';
import { mailServer, type MailServer } from '@ecomm/testing/mail-server';
import { freePorts } from '@ecomm/tools/shop/port-plan';
import { postgresUrl } from '@ecomm/tools/shop/postgres';
import { serviceNames, testShop, type ServiceName, type TestShop } from '../../src/shop.fixture.ts';
import { closeLinks, linkVariables, openLinks, type Links } from './links.ts';
import { processLogs } from './process-logs.ts';
import { recordEnds, type Ends } from '../record/record-ends.ts';
import type { RunRecord } from '../record/run-record.ts';
import { seededRandom, seedOf } from './seeded-random.ts';
import type { WorldOptions } from './world.ts';

interface OpenedShop {
  shop: TestShop;
  ends: Ends;
  links: Links;
  mail: MailServer;
}

/** A restart is to take as long as the start of the process, not as the patience of its supervisor. */
const backoff = { firstMs: 50, maxMs: 1_000, resetAfterMs: 3_000 };

/** Starts the shop on its own servers, unless told others, with every service going by the links. */
export async function openShop(
  options: WorldOptions,
  record: RunRecord,
  logs: string,
  opened: AsyncDisposableStack,
): Promise<OpenedShop> {
  const ports = await freePorts();
  const servers = options.servers === 'test' ? testServers() : options.servers;
  const mail = await mailServer({ random: seededRandom(seedOf(options.seed, 'mail')) });
  opened.defer(() => mail.close());
  const databaseUrl = servers?.databaseUrl ?? postgresUrl(ports.postgres);
  const copies = copiesOf(options);
  const links = await openLinks({ ports, copies, databaseUrl, smtpUrl: mail.url });
  opened.defer(() => closeLinks(links));
  let isOver = false;
  const ends = recordEnds(record, () => isOver);
  const out = processLogs(logs, ends.hear);
  opened.defer(() => out.close());
  const shop = await testShop({
    ...(servers ? { servers } : { own: true }),
    ports,
    copies,
    out,
    backoff,
    watcher: ends.watcher,
    smtpUrl: links.smtp.url,
    env: {
      ...linkVariables(links),
      LOG_FORMAT: 'json',
      RESERVATION_TTL: String(options.reservationTtlSeconds ?? 20),
      // Nobody waits for what a broken run has left behind longer than for the rest.
      CHASE_AFTER: '20',
      SIGNUPS_PER_MINUTE: '1000000',
      ...options.env,
    },
  });
  opened.defer(async () => {
    isOver = true;
    await shop.close();
  });
  return { shop, ends, links, mail };
}

const copiesOf = ({ copies = {} }: WorldOptions): Record<ServiceName, number> =>
  Object.fromEntries(serviceNames.map((service) => [service, copies[service] ?? 2])) as Record<ServiceName, number>;

const testServers = () => ({
  databaseUrl: testVariable('TEST_DATABASE_URL'),
  kafkaBrokers: testVariable('TEST_KAFKA_BROKERS'),
});
