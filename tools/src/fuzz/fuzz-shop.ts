import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { chooseBroker } from '../shop/broker.ts';
import { silent } from '../shop/lines.ts';
import { freePorts } from '../shop/port-plan.ts';
import { StartingShop, type Shop } from '../shop/shop.ts';
import { startMailSink } from '../shop/start-mail-sink.ts';

export interface FuzzShop {
  shop: Shop;
  /** The database of users, past the service. */
  users: postgres.Sql;
}

export interface Place {
  /** Of the shop's data; goes at the end. */
  temporary: string;
  /** Of what is said; stays. */
  folder: string;
  cleanup: AsyncDisposableStack;
}

/**
 * A whole shop of its own, with demo data, whose limits on sign-ups and wrong passwords are out of the way: they answer
 * 429, which is documented, and nothing else would be measured. Mails go to a server that forgets them.
 */
export async function startFuzzShop({ temporary, folder, cleanup }: Place): Promise<FuzzShop> {
  const mails = await startMailSink(cleanup);
  const log = join(folder, 'services.log');
  const shop = new StartingShop({
    dataDir: join(temporary, 'shop'),
    ports: await freePorts(),
    broker: await chooseBroker(process.env),
    out: { ...silent, line: (source, text) => void appendFile(log, `${source} | ${text}\n`) },
    smtpUrl: mails.url,
    seed: true,
    durable: false,
    env: {
      SIGNUPS_PER_MINUTE: '1000000',
      LOGIN_FAILURES_MAX: '1000',
      LOGIN_FAILURES_PER_ADDRESS: '1000000',
      PAYMENT_LATENCY_MIN_MS: '0',
      PAYMENT_LATENCY_MAX_MS: '20',
      LOG_LEVEL: 'warn',
    },
  });
  cleanup.defer(() => shop.stop());
  await shop.start();
  const users = postgres(`${shop.databaseUrl}/users`, { max: 1, onnotice: () => {} });
  cleanup.defer(() => users.end({ timeout: 1 }));
  return { shop, users };
}
