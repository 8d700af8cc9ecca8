import type { Proxy } from '@ecomm/testing/proxy';
import type { MailServer } from '@ecomm/testing/mail-server';
import type { ServiceName, TestShop } from '../src/shop.fixture.ts';
import type { Load } from './load/load.ts';
import type { Planted, RunRecord } from './record/run-record.ts';

/** What a fault may do to the shop, and what it learns. Everything it does is written to `record`. */
export interface World {
  readonly seed: number;
  /** Seeded: the same run again with the same seed. In [0, 1). */
  random(): number;
  readonly shop: TestShop;
  readonly record: RunRecord;
  readonly load: Load;
  /** Where the lines of each process are: `orders#1.log`, JSON of services; the supervisor's own are in `shop.log`. */
  readonly logs: string;
  /** Takes the shop's mails, in any mood. */
  readonly mail: MailServer;
  /** In front of what services talk to: every copy goes by them. A gRPC one has a proxy for each copy, in one mood. */
  readonly links: Readonly<Record<'postgres' | 'smtp' | `${'users' | 'products' | 'orders' | 'payments'}-grpc`, Proxy>>;
  /** A line of the run's log, with the time. */
  say(text: string): void;
  /** Sends a signal to `orders#1`, `kafka`, `postgres` … as an accident would; the supervisor starts it again. */
  kill(process: string, signal?: NodeJS.Signals): void;
  /** Resolves when the process, or its next incarnation, is ready; gives how long it took from its start, in ms. */
  untilReady(process: string): Promise<number>;
  freeze(process: string): void;
  thaw(process: string): void;
  /** Names of all copies of a service, or of all services: `orders#0`, `orders#1`. */
  copies(service?: ServiceName): string[];
  /** Starts the copies of a service anew, one after another, with these failpoints armed: `orders.after-commit:kill@0.05`. */
  arm(service: ServiceName, failpoints: Failpoints): Promise<void>;
  disarm(service: ServiceName): Promise<void>;
  /** Starts the named processes anew, one after another, with these variables over their own; `{}` puts things as before. */
  restartWith(processes: readonly string[], env: Readonly<Record<string, string>>): Promise<void>;
  /** SIGTERM and a new start, one copy after another; gives each stop's exit code and duration in ms. */
  rollingRestart(service: ServiceName): Promise<{ process: string; code: number | null; tookMs: number }[]>;
  /** Runs `work` with the window on record, also when it throws. */
  window<T>(fault: string, work: () => Promise<T>): Promise<T>;
  /** Writes a record to a topic past the services, by an admin producer. */
  plant(planted: Omit<Planted, 'partition' | 'offset' | 'at'>, record: RawRecord): Promise<Planted>;
  /** A product of its own for a fault, known to `record.stockBefore`; gives its id. */
  addProduct(stock: number): Promise<number>;
  /** Waits until nothing is under way: orders, payments, refunds, mails, outboxes, lag. Throws, saying what is left. */
  settle(timeoutMs: number): Promise<void>;
}

/** `orders.after-commit:kill@0.05`; or asked at each start of a copy, by its name. */
export type Failpoints = string | ((process: string) => string);

export interface RawRecord {
  key: string | Buffer | null;
  value: string | Buffer | null;
  headers: Record<string, string | Buffer>;
  partition?: number;
}

/** What is asked of the shop while a fault is on, or after it. */
export interface Bar {
  says: string;
  measured: number;
  limit: number;
  unit: 'ms' | '%' | 'count';
  /** `most`: measured ≤ limit; `least`: measured ≥ limit. */
  kind: 'most' | 'least';
}

/** One thing that goes wrong, once. */
export interface Fault {
  /** `kill-orders-after-commit`; what `--only` takes. */
  name: string;
  group: 'process' | 'failpoint' | 'broker' | 'database' | 'events' | 'dependency' | 'mail' | 'clock' | 'load' | 'stop';
  says: string;
  /** One of the eight worst: run with three seeds by `--full`. */
  worst?: boolean;
  /** A program that must be there; without it the fault is skipped, and the report says so. */
  needs?: string;
  /** Breaks, heals; the load runs meanwhile, and the audit comes afterwards. */
  run(world: World): Promise<Bar[]>;
}
