import { join } from 'node:path';
import type { Broker } from './broker.ts';
import { prepareKafka } from './kafka.ts';
import type { Output } from './lines.ts';
import { prepareMaildev } from './maildev.ts';
import type { Env, Ports } from './port-plan.ts';
import { postgresUrl, preparePostgres } from './postgres.ts';
import { redpandaSpec } from './redpanda.ts';
import { migrateService, seedShop, serviceSpec } from './service-process.ts';
import { httpUrl, sharedEnv } from './service-env.ts';
import { withNeeds, type Service } from './services.ts';
import type { Backoff, ProcessSpec, Watcher } from './process-spec.ts';
import { Supervised } from './supervise.ts';

export interface ShopOptions {
  /** Where Postgres, Kafka and Maildev keep their files. */
  dataDir: string;
  ports: Ports;
  broker: Broker;
  out: Output;
  /** A server of yours instead of the embedded one: `postgres://user:password@host:5432`. */
  databaseUrl?: string | undefined;
  smtpUrl?: string | undefined;
  /** The services to run, with those they need; all when left out, none when empty (Postgres and Kafka alone). */
  only?: readonly Service[] | undefined;
  copies?: Partial<Record<Service, number>>;
  /** Set for every service, over what this process's environment and the shop itself say. */
  env?: Env;
  /** Set for one service alone. */
  serviceEnv?: Partial<Record<Service, Env>>;
  /** Demo admin and catalogue. */
  seed?: boolean;
  /** False: Postgres does not wait for the disk. For tests alone. */
  durable?: boolean;
  backoff?: Backoff;
  watcher?: Watcher;
}

export interface Shop {
  /** By name: `postgres`, `kafka` (or `redpanda`), `maildev`, `orders`; copies are `orders#0`, `orders#1`. */
  processes: ReadonlyMap<string, Supervised>;
  /** The process of that name; of a service with copies its first. Throws when the shop runs none. */
  process(name: string): Supervised;
  copiesOf(service: Service): Supervised[];
  services: readonly Service[];
  url(service: Service): string;
  databaseUrl: string;
  kafkaBrokers: string;
  smtpUrl: string;
  /** Maildev's page and API; undefined when the shop runs none. */
  mailUrl: string | undefined;
  /** What services were given. */
  env: Env;
  /** Services first, then what they stand on. */
  stop(): Promise<void>;
  /** Kills everything at once. */
  force(): void;
}

/**
 * Starts a shop and resolves when every part answers. Postgres, the broker and Maildev start side by side; services are
 * migrated meanwhile and started when both are there. When a part cannot be started, all are stopped and it throws.
 */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const shop = new StartingShop(options);
  try {
    await shop.start();
    return shop;
  } catch (error) {
    await shop.stop();
    throw error;
  }
}

/** `startShop` in two steps, for who must be able to stop a shop that is still starting. */
export class StartingShop implements Shop {
  readonly processes = new Map<string, Supervised>();
  readonly services: readonly Service[];
  readonly databaseUrl: string;
  readonly kafkaBrokers: string;
  readonly smtpUrl: string;
  readonly mailUrl: string | undefined;
  readonly env: Env;
  readonly options: ShopOptions;
  #stopping = false;

  constructor(options: ShopOptions) {
    this.options = options;
    const { ports, broker } = options;
    this.services = withNeeds(options.only);
    const ownMail = !options.smtpUrl && this.services.includes('notifications');
    this.databaseUrl = options.databaseUrl || postgresUrl(ports.postgres);
    this.kafkaBrokers = broker.kind === 'given' ? broker.brokers : `127.0.0.1:${ports.kafka}`;
    this.smtpUrl = options.smtpUrl || `smtp://127.0.0.1:${ports.smtp}`;
    this.mailUrl = ownMail ? `http://localhost:${ports.maildevWeb}` : undefined;
    const { databaseUrl, kafkaBrokers, smtpUrl } = this;
    const copies = (service: Service): number => this.#copies(service);
    const around = { running: this.services, ports, copies, databaseUrl, kafkaBrokers, smtpUrl };
    this.env = sharedEnv({ ...around, extra: options.env ?? {} }, process.env);
  }

  async start(): Promise<void> {
    const { dataDir, ports, out } = this.options;
    const below = (name: string): string => join(dataDir, name);
    const postgres = async () => {
      if (this.options.databaseUrl) return;
      const durable = this.options.durable ?? true;
      await this.#run(await preparePostgres({ folder: below('postgres'), port: ports.postgres, durable }));
    };
    const kafka = async () => {
      const { broker } = this.options;
      if (broker.kind === 'redpanda') await this.#run(redpandaSpec({ port: ports.kafka, project: 'ecomm' }));
      if (broker.kind !== 'kafka') return;
      const { kafka: port, kafkaController: controllerPort } = ports;
      await this.#run(await prepareKafka({ folder: below('kafka'), port, controllerPort, java: broker.java }, out));
    };
    const maildev = async () => {
      if (!this.mailUrl) return;
      const { smtp: smtpPort, maildevWeb: webPort } = ports;
      await this.#run(await prepareMaildev({ folder: below('maildev'), smtpPort, webPort }));
    };
    const broker = kafka();
    await allOrFirstFailure([broker, maildev(), postgres().then(() => this.#startServices(broker))]);
  }

  process(name: string): Supervised {
    const found = this.processes.get(name) ?? this.processes.get(`${name}#0`);
    if (!found) throw new Error(`the shop runs no ${name}, but ${[...this.processes.keys()].join(', ')}`);
    return found;
  }

  copiesOf(service: Service): Supervised[] {
    return [...this.processes].flatMap(([name, one]) => (name.split('#')[0] === service ? [one] : []));
  }

  url(service: Service): string {
    return httpUrl(this.options.ports, service);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const all = [...this.processes.values()];
    const isOfService = (one: Supervised): boolean =>
      this.services.some((service) => one.name.split('#')[0] === service);
    await Promise.all(all.filter(isOfService).map((one) => one.stop()));
    await Promise.all(all.filter((one) => !isOfService(one)).map((one) => one.stop()));
  }

  force(): void {
    this.#stopping = true;
    for (const one of this.processes.values()) one.force();
  }

  /** They can do without the broker, but a start beside its own is slower, and every log begins with complaints. */
  async #startServices(broker: Promise<void>): Promise<void> {
    const { out, seed } = this.options;
    await Promise.all(this.services.map((service) => migrateService(service, this.#envOf(service), out)));
    const seeded = seed ? seedShop(this.services, (service) => this.#envOf(service), out) : Promise.resolve();
    await allOrFirstFailure([broker, seeded]);
    const specs = this.services.flatMap((service) => this.#specsOf(service));
    await allOrFirstFailure(specs.map((spec) => this.#run(spec)));
  }

  #specsOf(service: Service): ProcessSpec[] {
    const copies = this.#copies(service);
    return Array.from({ length: copies }, (_, copy) =>
      serviceSpec({ service, copy, copies, port: this.options.ports.http[service], env: this.#envOf(service) }),
    );
  }

  async #run(spec: ProcessSpec): Promise<void> {
    if (this.#stopping) return;
    const { out, backoff, watcher } = this.options;
    const one = new Supervised(spec, out, { ...(backoff ? { backoff } : {}), ...(watcher ? { watcher } : {}) });
    this.processes.set(spec.name, one);
    await one.start();
  }

  #copies(service: Service): number {
    return this.options.copies?.[service] ?? 1;
  }

  #envOf(service: Service): Env {
    return { ...this.env, ...this.options.serviceEnv?.[service] };
  }
}

/** Like `Promise.all`, and a failure is not followed by unhandled ones of the others. */
async function allOrFirstFailure(parts: readonly Promise<unknown>[]): Promise<void> {
  for (const part of parts) part.catch(() => {});
  await Promise.all(parts);
}
