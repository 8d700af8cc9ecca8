import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chooseBroker, type Broker, type BrokerWish } from './broker.ts';
import { CannotStart } from './cannot-start.ts';
import { output, type Output } from './lines.ts';
import { takeLock, type Lock } from './lock.ts';
import { readPorts, wantedPorts, type Ports } from './port-plan.ts';
import { requireFreePorts } from './ports.ts';
import { requireDisk, requirePlatform } from './prerequisites.ts';
import { removeRedpanda } from './redpanda.ts';
import { withNeeds, type Service } from './services.ts';
import { StartingShop } from './shop.ts';
import { onStopSignals } from './stop-signals.ts';
import { addresses, demoAdmin, table } from './table.ts';

export interface OpenOptions {
  reset?: boolean;
  only?: Service[];
  copies?: Partial<Record<Service, number>>;
  broker?: BrokerWish;
  seed: boolean;
  data: string;
}

interface Look {
  json: boolean;
  colour: boolean;
}

/** `bun run start`: from the checks to the table, then until a signal; ends the process with its exit code. */
export async function openShop(options: OpenOptions, look: Look): Promise<void> {
  const out = output({ format: look.json ? 'json' : 'text', width: 15, colour: look.colour });
  const data = resolve(options.data);
  try {
    requirePlatform();
    await requireDisk(data);
    const lock = await takeLock(data, out);
    if ('supervisor' in lock) return sayItRuns(lock.urls, lock.supervisor.pid, out);
    await runShop({ ...options, data }, lock, out, look);
  } catch (error) {
    out.complain(error instanceof CannotStart ? error.message : ((error as Error).stack ?? String(error)));
    process.exit(1);
  }
}

function sayItRuns(urls: Readonly<Record<string, string>>, pid: number, out: Output): void {
  out.say(`The shop is running already (process ${pid}); Ctrl-C in its terminal, or kill ${pid}, stops it.`);
  for (const row of Object.keys(urls).length > 0
    ? table(urls, undefined, false).split('\n')
    : ['  It is still starting.'])
    out.say(row);
}

async function runShop(options: OpenOptions, lock: Lock, out: Output, look: Look): Promise<void> {
  const startedAt = performance.now();
  let shop: StartingShop | undefined;
  const stopped = onStopSignals(out, () => shop?.force());
  try {
    const bringUp = async (): Promise<void> => {
      const [prepared, ports] = await prepare(options, lock, out);
      shop = prepared;
      await prepared.start();
      const urls = addresses(prepared, ports);
      await lock.announce(urls);
      sayReady(urls, options, startedAt, out, look);
    };
    await Promise.race([stopped, bringUp()]);
    const why = await stopped;
    out.say(`${why}: stopping the shop (once more: at once)`);
    await shop?.stop();
    out.say('Everything is stopped.');
  } catch (error) {
    await shop?.stop();
    throw error;
  } finally {
    await lock.release();
  }
  process.exit(process.exitCode ?? 0);
}

async function prepare(options: OpenOptions, lock: Lock, out: Output): Promise<[StartingShop, Ports]> {
  const { env } = process;
  const broker = await chooseBroker(env, options.broker);
  if (options.reset) await reset(options.data, broker, out);
  const ports = readPorts(env);
  const services = withNeeds(options.only);
  const added = services.filter((service) => options.only && !options.only.includes(service));
  if (added.length > 0) out.say(`With them, since they are needed: ${added.join(', ')}`);
  await requireFreePorts(
    wantedPorts(ports, {
      services,
      copies: (service) => options.copies?.[service] ?? 1,
      postgres: !env.DATABASE_URL,
      kafka: broker.kind === 'kafka',
      redpanda: broker.kind === 'redpanda',
      maildev: !env.SMTP_URL && services.includes('notifications'),
    }),
  );
  const shop = new StartingShop({
    dataDir: options.data,
    ports,
    broker,
    out,
    databaseUrl: env.DATABASE_URL,
    smtpUrl: env.SMTP_URL,
    only: options.only,
    copies: options.copies ?? {},
    seed: seeds(options),
    watcher: {
      spawned: ({ name, mark, stopSignal = 'SIGTERM' }, pid) => void lock.record(name, pid, mark, stopSignal),
    },
  });
  return [shop, ports];
}

/** A demo admin with a printed password has no place in production. */
const seeds = ({ seed }: OpenOptions): boolean => seed && process.env.NODE_ENV !== 'production';

async function reset(data: string, broker: Broker, out: Output): Promise<void> {
  const parts = ['postgres', 'kafka', 'kafka.properties', 'maildev'];
  await Promise.all(parts.map((part) => rm(join(data, part), { recursive: true, force: true })));
  if (broker.kind === 'redpanda') await removeRedpanda('ecomm');
  out.say(`The data of earlier runs in ${data} are gone`);
}

function sayReady(
  urls: Record<string, string>,
  options: OpenOptions,
  startedAt: number,
  out: Output,
  look: Look,
): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const admin = seeds(options) ? demoAdmin : undefined;
  if (look.json) return out.say(`The shop is ready (${seconds} s): ${JSON.stringify(urls)}`);
  process.stdout.write(
    `\n  The shop is ready (${seconds} s). Ctrl-C stops everything.\n\n${table(urls, admin, look.colour)}\n\n`,
  );
}
