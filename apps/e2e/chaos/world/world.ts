import type { ServiceName, TestShop } from '../../src/shop.fixture.ts';
import { logInAdmin, signUpBuyers } from '../load/buyers.ts';
import type { World } from '../fault.ts';
import { lagMeter } from './measure-lag.ts';
import { measureUsage } from '../record/measure-usage.ts';
import { openShop } from './open-shop.ts';
import { placeOrders } from '../load/place-orders.ts';
import { planter } from './plant.ts';
import { processControl } from './process-control.ts';
import { productAdder, stockShelves } from './products.ts';
import { emptyRecord, windowRecorder } from '../record/record.ts';
import { runLog } from './run-log.ts';
import { seededRandom, seedOf } from './seeded-random.ts';
import { requestSender } from '../load/send-request.ts';
import { settle } from './settle.ts';
import { watchSelf } from './watch-self.ts';

export interface WorldOptions {
  seed: number;
  /** For the logs of the run; without it they go when the world is closed. */
  folder?: string;
  /** Of each service: 2. */
  copies?: Partial<Record<ServiceName, number>>;
  /** Signed up at the start: 300. */
  buyers?: number;
  /** Of every product, before the first order: 100,000. */
  stock?: number;
  /** What nobody confirms is held for so long, and a run is settled no sooner after a kill: 20 s, the least. */
  reservationTtlSeconds?: number;
  /** Orders with what follows them, at once: 240. `fetch` keeps 256 connections, and what waits for one would look slow. */
  inFlightMax?: number;
  /** For all services, over what the world sets. */
  env?: Readonly<Record<string, string>>;
  /** Postgres and Kafka that are there, instead of some that can be killed: `test` names those of the test run. */
  servers?: { databaseUrl: string; kafkaBrokers: string } | 'test';
  usageEveryMs?: number;
  /** Hears what the run's log says. */
  say?: (line: string) => void;
}

export type RunningWorld = World & { shop: TestShop; close(): Promise<void> };

/** A shop of two copies of each service, with links that can be broken, buyers, an admin, and a record of all that happens. */
export async function startWorld(options: WorldOptions): Promise<RunningWorld> {
  await using opened = new AsyncDisposableStack();
  const { seed } = options;
  const record = emptyRecord(seed);
  const { logs, say } = await runLog(options, opened);
  opened.defer(watchSelf(say));
  const { shop, ends, links, mail } = await openShop(options, record, logs, opened);
  const send = requestSender(record);
  const admin = await logInAdmin(shop);
  const buyers = await signUpBuyers(shop, send, options.buyers ?? 300);
  const meter = lagMeter(shop);
  opened.defer(() => meter.close());
  const products = await stockShelves(shop, record, options.stock ?? 100_000);
  const random = seededRandom(seedOf(seed, 'load'));
  const { load, stop } = placeOrders({
    shop,
    send,
    buyers,
    admin,
    products,
    random,
    inFlightMax: options.inFlightMax ?? 240,
  });
  opened.defer(stop);
  opened.defer(measureUsage(shop, record, options.usageEveryMs ?? 2_000));
  const { plant, close } = planter(shop, record);
  opened.defer(close);
  const { thawAll, ...control } = processControl({ shop, ends, seed, say });
  opened.defer(thawAll);
  record.startedAt = Date.now();
  const all = opened.move();
  return {
    seed,
    shop,
    record,
    load,
    mail,
    links,
    logs,
    say,
    plant,
    random: seededRandom(seedOf(seed, 'faults')),
    ...control,
    window: windowRecorder(record, say),
    addProduct: productAdder(shop, admin, record),
    settle: (timeoutMs) => settle(shop, meter, timeoutMs),
    close: () => all.disposeAsync(),
  };
}
