import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { fuzzServices } from './fuzz/fuzz-services.ts';
import { isClean, table } from './fuzz/report.ts';
import { CannotStart } from './shop/cannot-start.ts';
import { silent } from './shop/lines.ts';
import { isService, serviceNames } from './shop/services.ts';
import { shopVariables } from './shop/shop-variables.ts';
import { onStopSignals } from './shop/stop-signals.ts';
import { root } from './suite/projects.ts';

const program = new Command('bun run fuzz')
  .description(
    'Asks the services whatever their documents allow, and what they do not, as an admin and as a customer (Schemathesis), on a shop of its own.',
  )
  .argument('[services...]', serviceNames.join(', '))
  .option('--minutes <n>', 'how long, over all services', parsePositive, 5)
  .option('--examples <n>', 'so many test cases an operation, instead of minutes', parsePositive)
  .option('--seed <n>', 'asks the same again, with --examples', parsePositive)
  .addHelpText(
    'after',
    '\nNeeds Python 3.10 or newer; Schemathesis is installed into the cache folder when first run. Exit code 1 with a curl\nfor each failure. .data/fuzz has all that was said, the services too.',
  );

const {
  minutes,
  examples,
  seed = Math.floor(Math.random() * 2 ** 31),
} = program.parse().opts<{ minutes: number; examples?: number; seed?: number }>();
const unknown = program.args.find((name) => !isService(name));
if (unknown !== undefined) program.error(`"${unknown}" is no service: choose from ${serviceNames.join(', ')}.`);
const chosen = program.args.length > 0 ? program.args.filter(isService) : serviceNames;

// A shop of yours in .env, or of this terminal, is not what is asked.
for (const name of shopVariables(await Bun.file(join(root, '.env.example')).text())) delete process.env[name];

const folder = join(root, '.data', 'fuzz');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const cleanup = new AsyncDisposableStack();
const temporary = await mkdtemp(join(tmpdir(), 'ecomm-fuzz-'));
cleanup.defer(() => rm(temporary, { recursive: true, force: true }));
await chmod(temporary, 0o711); // root runs Postgres as another user
const startedAt = performance.now();
const say = (text: string): void => {
  process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s | ${text}\n`);
};
const controller = new AbortController();
const stopped = onStopSignals({ ...silent, complain: say }, () => {});
const run = fuzzServices({
  chosen,
  minutes,
  examples,
  seed,
  folder,
  temporary,
  cleanup,
  say,
  signal: controller.signal,
});
const outcome = await Promise.race([stopped, run]).catch((error: unknown) => error as Error);
controller.abort();
say('stopping everything');
await cleanup.disposeAsync().catch((error: unknown) => say(String(error)));
if (!Array.isArray(outcome)) {
  say(outcome instanceof CannotStart ? outcome.message : outcome instanceof Error ? outcome.stack! : outcome);
  process.exit(1);
}
console.log(`\n${table(outcome)}\n\nSeed ${seed}.`);
process.exit(outcome.every(isClean) ? 0 : 1);

function parsePositive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError(`"${text}" is no whole number above 0.`);
  return value;
}
