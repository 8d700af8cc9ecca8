import { join } from 'node:path';
import { Command, Option } from 'commander';
import pc from 'picocolors';
import { openShop, type OpenOptions } from './shop/open-shop.ts';
import { serviceNames, services } from './shop/services.ts';
import { parseCopies, parseOnly } from './shop/start-options.ts';

const program = new Command('bun run start')
  .description('Starts the whole shop: Postgres, Kafka, Maildev and the services, until Ctrl-C.')
  .option('--reset', 'throw the data of earlier runs away first')
  .option('--only <services>', 'these services and those they need: orders,payments', parseOnly)
  .option('--copies <service=n,…>', 'several processes of a service: orders=2', parseCopies)
  .addOption(
    new Option('--broker <broker>', 'Apache Kafka (Java, Maven) or Redpanda (Docker)').choices(['kafka', 'redpanda']),
  )
  .option('--no-seed', 'no demo admin and no demo catalogue')
  .option(
    '--data <folder>',
    'where Postgres, Kafka and Maildev keep their files',
    join(import.meta.dir, '..', '..', '.data'),
  )
  .addHelpText(
    'after',
    `
Environment (a .env file is read): ${serviceNames.map((name) => `${name.toUpperCase()}_PORT ${services[name].http}`).join(', ')},
USERS_GRPC_PORT 50051 … PAYMENTS_GRPC_PORT 50054, USERS_METRICS_PORT 9461 … NOTIFICATIONS_METRICS_PORT 9465,
POSTGRES_PORT 5432, KAFKA_PORT 9092, SMTP_PORT 1025, MAILDEV_WEB_PORT 1080; LOG_FORMAT=json; a set DATABASE_URL, KAFKA_BROKERS or SMTP_URL is used instead of
the embedded part.`,
  );

const options = program.parse().opts<OpenOptions>();
const json = process.env.LOG_FORMAT === 'json';
await openShop(
  { ...options, data: options.data },
  { json, colour: !json && pc.isColorSupported && process.stdout.isTTY },
);
