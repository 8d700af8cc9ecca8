import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../shop/cannot-start.ts';
import { serviceNames, services as table } from '../shop/services.ts';
import { root } from '../suite/projects.ts';
import { missingFor } from './missing-variables.ts';
import { readEnvExample } from './read-env-example.ts';
import { manifestsOf, renderKubernetes, type Container, type Manifest } from './render-kubernetes.ts';

let manifests: Manifest[] = [];
beforeAll(async () => {
  try {
    manifests = manifestsOf(await renderKubernetes());
  } catch (error) {
    // Where manifests cannot be rendered the reader of the results sees why; a CI must have it.
    if (!(error instanceof CannotStart) || process.env.CI) throw error;
    console.warn(`The manifests are not judged. ${error.message}`);
  }
}, 180_000);

const of = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
const named = (kind: string, name: string) => of(kind).find(({ metadata }) => metadata.name === name);
const containerOf = ({ spec }: Manifest): Container => spec.template.spec.containers[0]!;
const workloads = () => [...of('Deployment'), ...of('Job')];

/** The names and values that a container's process is given. */
function environmentOf(container: Container): Record<string, string> {
  const config = container.envFrom.map(({ configMapRef }) => named('ConfigMap', configMapRef.name)!.data!);
  const own = container.env.map(({ name, value = `secret ${name}` }) => [name, value]);
  return Object.assign({}, ...config, Object.fromEntries(own)) as Record<string, string>;
}

test('every service has pods, an address and a budget of disruptions', () => {
  if (manifests.length === 0) return;
  for (const name of serviceNames) {
    const { http, grpc, metrics } = table[name];
    const ports = [
      { name: 'http', port: http },
      ...(grpc === undefined ? [] : [{ name: 'grpc', port: grpc }]),
      { name: 'metrics', port: metrics },
    ];
    expect(named('Service', name)!.spec.ports).toMatchObject(ports);
    const listening = ports.map(({ name: of, port }) => ({ name: of, containerPort: port }));
    expect(containerOf(named('Deployment', name)!).ports).toEqual(listening);
    expect(named('Deployment', name)!.spec.replicas).toBeGreaterThan(1);
    expect(named('PodDisruptionBudget', name)).toBeDefined();
    for (const job of ['migrate', 'topics']) expect(named('Job', `${name}-${job}`)).toBeDefined();
  }
});

test('no container is told what no code reads, and none relies on an address of its own machine', () => {
  const known = new Set(readEnvExample().map(({ name }) => name));
  for (const workload of workloads()) {
    const names = Object.keys(environmentOf(containerOf(workload)));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  }
  if (manifests.length === 0) return;
  for (const name of serviceNames)
    expect(missingFor(name, Object.keys(environmentOf(containerOf(named('Deployment', name)!))))).toEqual([]);
});

test('an address that Kubernetes would put into USERS_PORT stays out, the image keeps its init, and nobody is root', () => {
  for (const { spec, metadata } of workloads()) {
    const { containers, ...pod } = spec.template.spec;
    expect([metadata.name, pod.enableServiceLinks]).toEqual([metadata.name, false]);
    expect(pod.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const { command, securityContext, resources } of containers) {
      expect(command).toBeUndefined();
      expect(resources).toMatchObject({
        requests: { memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  }
});

test('a pod is restarted when it does not live, and asked only when it is ready', () => {
  for (const deployment of of('Deployment')) {
    const { livenessProbe, readinessProbe, startupProbe } = containerOf(deployment);
    expect(livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'http' } as never);
    expect(readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' } as never);
    expect(startupProbe?.httpGet.path).toBe('/livez');
  }
});

test('secrets are named and not made, and docs/deploy.md says each', () => {
  expect(of('Secret')).toEqual([]);
  const page = readFileSync(join(root, 'docs/deploy.md'), 'utf8');
  const secrets = workloads().flatMap((workload) =>
    containerOf(workload).env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []),
  );
  for (const { name, key } of secrets)
    expect(page).toMatch(new RegExp(`secret generic ${name}\\b[^\\n]*(\\\\\\n[^\\n]*)*${key}=`));
});
