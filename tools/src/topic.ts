import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { CannotStart } from './shop/cannot-start.ts';
import { showLag } from './topic/lag.ts';
import { listTopics } from './topic/list.ts';
import { recreateTopic } from './topic/recreate.ts';
import { tailTopic } from './topic/tail.ts';

const colour = pc.isColorSupported && process.stdout.isTTY;
const program = new Command('bun run topic')
  .description("Looks into Kafka's topics: of KAFKA_BROKERS, else of the shop that runs, else of localhost:9092.")
  .option('--json', 'one JSON object a line', false);
const json = (): boolean => program.opts<{ json: boolean }>().json;

program
  .command('list')
  .description('every topic with its partitions and events')
  .action(() => listTopics(json()));
program
  .command('tail')
  .description('the events of a topic: key, headers, value; goes on until Ctrl-C')
  .argument('<topic>', 'order.created')
  .option('--from-beginning', 'from the first event it still holds (default)', true)
  .option('--from-now', 'only what comes from now on', false)
  .option('--no-follow', 'stop at the last event')
  .option('--max <n>', 'stop after n events', toCount)
  .action((topic: string, { fromNow, follow, max }: { fromNow: boolean; follow: boolean; max?: number }) =>
    tailTopic(topic, { fromBeginning: !fromNow, follow, ...(max ? { max } : {}), json: json(), colour }),
  );
program
  .command('lag')
  .description('how far a consumer group is behind')
  .argument('<group>', 'notifications-group')
  .action((group: string) => showLag(group, json()));
program
  .command('recreate')
  .description('delete a topic with its events and make it anew')
  .argument('<topic>', 'user.created')
  .option('--yes', 'do not ask', false)
  .action((topic: string, options: { yes: boolean }) => recreateTopic(topic, options));

try {
  await program.parseAsync();
  process.exit(0);
} catch (error) {
  console.error(error instanceof CannotStart ? error.message : error);
  process.exit(1);
}

function toCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Not a number from 1.');
  return value;
}
