import { Command, Option } from 'commander';
import pc from 'picocolors';
import { shopOf } from './dlq/client.ts';
import { discardLetter } from './dlq/discard.ts';
import { listLetters } from './dlq/list.ts';
import { redriveAll, redriveLetter } from './dlq/redrive.ts';
import { readers, statuses, type Reader, type Status } from './dlq/readers.ts';
import { showLetter } from './dlq/show.ts';
import { CannotStart } from './shop/cannot-start.ts';

const program = new Command('bun run dlq')
  .description(
    'Dead letters: events that a service put aside, as they can never be handled as they came. Asks the services as an admin:\n' +
      'ADMIN_EMAIL and ADMIN_PASSWORD, else the demo admin, at USERS_URL, ORDERS_URL and so on, else where bun run start has them.',
  )
  .addOption(new Option('--service <name>', 'only of this service; of all unless told').choices(readers))
  .option('--json', 'one JSON object a line', false);
const shop = () => {
  const { service, json } = program.opts<{ service?: Reader; json: boolean }>();
  return shopOf({ services: service ? [service] : readers, json, colour: pc.isColorSupported && process.stdout.isTTY });
};

program
  .command('list')
  .description('what was put aside, newest first')
  .addOption(new Option('--status <status>', 'only these').choices(statuses))
  .option('--topic <topic>', 'only of this topic: payment.succeeded')
  .action((query: { status?: Status; topic?: string }) => listLetters(shop(), query));
program
  .command('show')
  .description('one with its reason, headers and value')
  .argument('<id>', 'as listed')
  .action((id: string) => showLetter(shop(), id));
program
  .command('redrive')
  .description('handle again, now, by its own service, under its own event id: what had its effect has no second')
  .argument('<id>', 'as listed, or all: every open one of --topic, oldest first')
  .option('--topic <topic>', 'with all: payment.succeeded')
  .action((id: string, { topic }: { topic?: string }) => {
    if (id !== 'all') return redriveLetter(shop(), id);
    if (!topic)
      throw new CannotStart(
        'Name the topic of which all are meant: bun run dlq redrive all --topic payment.succeeded.',
      );
    return redriveAll(shop(), topic);
  });
program
  .command('discard')
  .description('settle that it is to have no effect; it stays in the list and in its topic')
  .argument('<id>', 'as listed')
  .action((id: string) => discardLetter(shop(), id));

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof CannotStart ? error.message : error);
  process.exitCode = 1;
}
