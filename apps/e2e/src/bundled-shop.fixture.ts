import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testVariable } from '@ecomm/testing/environment';
import { mailServer, type MailServer } from '@ecomm/testing/mail-server';
import { otlpReceiver, type OtlpReceiver } from '@ecomm/testing/otlp-receiver';
import { until } from '@ecomm/testing/until';
import { bundleApp } from '@ecomm/tools/build/bundle-app';
import { readCompose, type ComposeService } from '@ecomm/tools/deploy/read-compose';
import { freePorts, type Ports } from '@ecomm/tools/shop/port-plan';
import { serviceNames, services as table, type Service } from '@ecomm/tools/shop/services';
import postgres from 'postgres';

type Child = Bun.Subprocess<'ignore', 'pipe', 'pipe'>;

/** The containers of docker-compose.yml as processes: the bundles, its commands, its environment. */
export interface BundledShop {
  url(service: Service): string;
  /** A service's bundle. */
  folder(service: Service): string;
  metrics(service: Service): string;
  mail: MailServer;
  /** In the collector's place. */
  collector: OtlpReceiver;
  /** In front of its topics. */
  prefix: string;
  /** A container's command, or another in its place, with its environment and what is added to that. */
  run(container: string, options?: { command?: string[]; env?: Record<string, string> }): Child;
  /** Runs it to its end. */
  finish(container: string, options?: { command?: string[]; env?: Record<string, string> }): Promise<Ended>;
  close(): Promise<void>;
}

export interface Ended {
  code: number;
  said: string;
  complained: string;
}

const apps = join(import.meta.dir, '../..');
/** CMD of the Dockerfile. */
const main = ['bun', 'bin/main.js'];

/**
 * Builds all bundles into an empty folder outside of the workspace. What the Compose file says of other containers (`postgres:5432`,
 * `users:50051`) is where they are here; ports are free ones and names are its own, as other tests share the machine.
 */
export async function bundledShop(callerEnv: Record<string, string>): Promise<BundledShop> {
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-bundles-'));
  for (const service of serviceNames) await bundleApp(join(apps, service), join(folder, service));
  const { services } = readCompose(callerEnv);
  const mail = await mailServer({ keep: 'contents' });
  const collector = otlpReceiver();
  const ports = await freePorts();
  const name = `bundles_${crypto.randomUUID().slice(0, 8)}_`;
  const places = new Map([
    ['postgres:5432', new URL(testVariable('TEST_DATABASE_URL')).host],
    ['redpanda:29092', testVariable('TEST_KAFKA_BROKERS')],
    ['maildev:1025', `127.0.0.1:${mail.port}`],
    ['otel-collector:4318', new URL(collector.url).host],
    ...serviceNames.flatMap((service): [string, string][] => [
      [`${service}:${table[service].http}`, `127.0.0.1:${ports.http[service]}`],
      [`${service}:${table[service].grpc}`, `127.0.0.1:${ports.grpc[service]}`],
    ]),
  ]);
  const here = (value: string): string =>
    value.replaceAll(/\b[a-z-]+:\d+\b/g, (place) => places.get(place) ?? place).replace(/^0\.0\.0\.0$/, '127.0.0.1');
  const own = ownVariables(name, ports);
  const children = new Set<Child>();

  const run: BundledShop['run'] = (container, { command, env } = {}) => {
    const { image, command: its = main, environment = {} } = services[container] as ComposeService;
    const said = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, here(String(value))]));
    const service = /^ecomm\/(\w+):/.exec(image)![1]!;
    const child = Bun.spawn(command ?? its, {
      cwd: join(folder, service),
      // Nothing of this machine: neither what a shell has set nor a place to write.
      env: { PATH: process.env.PATH!, HOME: '/nonexistent', TMPDIR: '/nonexistent', ...said, ...own, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    void child.exited.then(() => children.delete(child));
    return child;
  };
  return {
    url: (service) => `http://127.0.0.1:${ports.http[service]}`,
    folder: (service) => join(folder, service),
    metrics: (service) => `http://127.0.0.1:${ports.metrics[service]}/metrics`,
    mail,
    collector,
    prefix: `${name}.`,
    run,
    finish: async (...started) => {
      const child = run(...started);
      const [said, complained, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
      return { code, said, complained };
    },
    close: async () => {
      for (const child of children) child.kill('SIGKILL');
      await until(() => children.size === 0, { what: 'the processes to end' });
      await mail.close();
      await collector.close();
      await dropDatabases(name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is this shop's own on servers and ports that others use too. */
function ownVariables(name: string, ports: Ports): Record<string, string> {
  const variables = serviceNames.flatMap((service) => {
    const prefix = service.toUpperCase();
    return [
      [`${prefix}_PORT`, ports.http[service]],
      [`${prefix}_GRPC_PORT`, ports.grpc[service]],
      [`${prefix}_METRICS_PORT`, ports.metrics[service]],
    ].map(([key, port]) => [key, String(port)]);
  });
  return { DATABASE_PREFIX: name, KAFKA_PREFIX: `${name}.`, ...Object.fromEntries(variables) };
}

async function dropDatabases(name: string): Promise<void> {
  const sql = postgres(`${testVariable('TEST_DATABASE_URL')}/postgres`, { max: 1, onnotice: () => {} });
  for (const service of serviceNames) await sql`drop database if exists ${sql(`${name}${service}`)} with (force)`;
  await sql.end();
}
