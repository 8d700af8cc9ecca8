import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testVariable } from '@ecomm/testing/environment';
import { mailServer, type MailServer } from '@ecomm/testing/mail-server';
import { until } from '@ecomm/testing/until';
import { bundleApp } from '@ecomm/tools/build/bundle-app';
import { readCompose, type ComposeService } from '@ecomm/tools/deploy/read-compose';
import { freePorts } from '@ecomm/tools/shop/port-plan';
import { freePort } from '@ecomm/tools/shop/ports';
import { serviceNames, services as table, type Service } from '@ecomm/tools/shop/services';
import postgres from 'postgres';

type Child = Bun.Subprocess<'ignore', 'pipe', 'pipe'>;

/** The containers of docker-compose.yml as processes: the bundles, its commands, its environment. */
export interface BundledShop {
  url(service: Service): string;
  /** A service's bundle. */
  folder(service: Service): string;
  mail: MailServer;
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
  const ports = await freePorts();
  const name = `bundles_${crypto.randomUUID().slice(0, 8)}_`;
  const places = new Map([
    ['postgres:5432', new URL(testVariable('TEST_DATABASE_URL')).host],
    ['redpanda:29092', testVariable('TEST_KAFKA_BROKERS')],
    ['maildev:1025', `127.0.0.1:${mail.port}`],
    ...serviceNames.flatMap((service): [string, string][] => [
      [`${service}:${table[service].http}`, `127.0.0.1:${ports.http[service]}`],
      [`${service}:${table[service].grpc}`, `127.0.0.1:${ports.grpc[service]}`],
    ]),
  ]);
  const here = (value: string): string =>
    value.replaceAll(/\b[a-z-]+:\d+\b/g, (place) => places.get(place) ?? place).replace(/^0\.0\.0\.0$/, '127.0.0.1');
  const own = await ownVariables(name, ports);
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
    mail,
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
      await dropDatabases(name);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is this shop's own on servers and ports that others use too. */
async function ownVariables(
  name: string,
  ports: Awaited<ReturnType<typeof freePorts>>,
): Promise<Record<string, string>> {
  const variables: Record<string, string> = { DATABASE_PREFIX: name, KAFKA_PREFIX: `${name}.` };
  for (const service of serviceNames) {
    const prefix = service.toUpperCase();
    variables[`${prefix}_PORT`] = String(ports.http[service]);
    variables[`${prefix}_GRPC_PORT`] = String(ports.grpc[service]);
    variables[`${prefix}_METRICS_PORT`] = String(await freePort());
  }
  return variables;
}

async function dropDatabases(name: string): Promise<void> {
  const sql = postgres(`${testVariable('TEST_DATABASE_URL')}/postgres`, { max: 1, onnotice: () => {} });
  for (const service of serviceNames) await sql`drop database if exists ${sql(`${name}${service}`)} with (force)`;
  await sql.end();
}
