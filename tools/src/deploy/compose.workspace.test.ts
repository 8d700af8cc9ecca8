import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { serviceNames, services as table } from '../shop/services.ts';
import { root } from '../suite/projects.ts';
import { needsOf, readCompose } from './read-compose.ts';
import { readEnvExample } from './read-env-example.ts';
import { missingFor } from './missing-variables.ts';

const { services, volumes } = readCompose();
const all = Object.entries(services);
const ours = all.filter(([, { image }]) => image.startsWith('ecomm/'));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test('a variable of the caller is put in, an empty one where it may be empty', () => {
  const given = readCompose({ SERVICE_TOKEN: 'a-token-of-sixteen', SWAGGER: '', OTEL_EXPORTER_OTLP_ENDPOINT: '' });
  expect(given.services.users!.environment).toMatchObject({
    SERVICE_TOKEN: 'a-token-of-sixteen',
    SWAGGER: 'on',
    OTEL_EXPORTER_OTLP_ENDPOINT: '',
  });
});

test('every service of the shop is there, with its ports, its database and its topics made first', () => {
  for (const name of serviceNames) {
    const { build, ports, depends_on } = services[name]!;
    expect(build?.args).toEqual({ APP: name });
    const listening = [table[name].http, table[name].grpc].filter((port) => port !== undefined);
    expect(ports).toEqual(listening.map((port) => `127.0.0.1:${port}:${port}`));
    const completed = { condition: 'service_completed_successfully' };
    expect(depends_on).toMatchObject({ [`${name}-migrate`]: completed, [`${name}-topics`]: completed });
  }
});

test('no container of ours is told what no code reads, and none relies on an address of its own machine', () => {
  const known = new Set(readEnvExample().map(({ name }) => name));
  for (const [, { environment = {} }] of ours)
    expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
  for (const name of serviceNames) expect(missingFor(name, Object.keys(services[name]!.environment!))).toEqual([]);
});

test('what it waits for and mounts exists, images have exact tags, and nobody may take the whole machine', () => {
  for (const [name, { image, volumes: mounted = [], deploy, ...service }] of all) {
    expect(needsOf(service as (typeof services)[string]).filter((needed) => !(needed in services))).toEqual([]);
    for (const source of mounted.map((volume) => volume.split(':')[0]!))
      expect([name, source, source.startsWith('.') ? existsSync(join(root, source)) : source in volumes]).toEqual([
        name,
        source,
        true,
      ]);
    expect(image).toMatch(/^ecomm\/\w+:dev$|:v?\d+\.\d+(\.\d+)?$/);
    expect(deploy?.resources.limits).toEqual({ cpus: expect.any(String), memory: expect.stringMatching(/^\d+[MG]$/) });
  }
});

test('every job is waited for to end, without which `up --wait` would take its end for a failure', () => {
  const ended = new Set(
    all.flatMap(([, { depends_on = [] }]) =>
      Object.entries(depends_on).flatMap(([name, needed]) =>
        (needed as { condition?: string }).condition === 'service_completed_successfully' ? name : [],
      ),
    ),
  );
  const jobs = ours.filter(([, { command }]) => command).map(([name]) => name);
  expect(jobs.length).toBeGreaterThan(10);
  expect(jobs.filter((name) => !ended.has(name))).toEqual([]);
});

test('what publishes a port does so on loopback', () => {
  for (const [, { ports = [] }] of all) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
});

test('Prometheus asks each service at its port, by its name', () => {
  const { scrape_configs } = parse(read('deploy/prometheus.yaml')) as {
    scrape_configs: { job_name: string; static_configs: { targets: string[]; labels: { service: string } }[] }[];
  };
  const targets = scrape_configs.find(({ job_name }) => job_name === 'ecomm')!.static_configs;
  expect(targets).toEqual(
    serviceNames.map((service) => ({ targets: [`${service}:${table[service].metrics}`], labels: { service } })),
  );
});

test('each pipeline of the collector is made of parts that are there, and leads to a service of the Compose file', () => {
  const collector = parse(read('deploy/otel-collector.yaml')) as Record<
    'receivers' | 'processors' | 'exporters',
    object
  > & {
    service: { pipelines: Record<string, Record<'receivers' | 'processors' | 'exporters', string[]>> };
  };
  for (const pipeline of Object.values(collector.service.pipelines))
    for (const kind of ['receivers', 'processors', 'exporters'] as const)
      expect(pipeline[kind].filter((name) => !(name in collector[kind]))).toEqual([]);
  const endpoints = Object.values(collector.exporters as Record<string, { endpoint: string }>);
  for (const { endpoint } of endpoints) expect(Object.keys(services)).toContain(endpoint.split(':')[0]!);
});

test('the image is built by the Bun of the workspace, from all of its projects', () => {
  const { packageManager, workspaces } = JSON.parse(read('package.json')) as {
    packageManager: string;
    workspaces: { packages: string[] };
  };
  expect(read('Dockerfile')).toContain(`ARG BUN_VERSION=${packageManager.replace('bun@', '')}\n`);
  const kept = read('.dockerignore').split('\n');
  for (const glob of workspaces.packages) expect(kept).toContain(`!${glob.split('/')[0]}`);
});
