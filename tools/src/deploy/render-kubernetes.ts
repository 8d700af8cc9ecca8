import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CannotStart } from '../shop/cannot-start.ts';
import { runToEnd } from '../shop/run.ts';
import { root as here } from '../suite/projects.ts';

interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef: { name: string; key: string } };
}

export interface Container {
  name: string;
  image: string;
  args?: string[];
  command?: string[];
  env: EnvVar[];
  envFrom: { configMapRef: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  resources?: { limits?: unknown; requests?: unknown };
  securityContext?: Record<string, unknown>;
  livenessProbe?: { httpGet: { path: string } };
  readinessProbe?: { httpGet: { path: string } };
  startupProbe?: { httpGet: { path: string } };
}

export interface Manifest {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  data?: Record<string, string>;
  spec: {
    replicas?: number;
    ports?: { name: string; port: number }[];
    template: { spec: { containers: Container[]; enableServiceLinks?: boolean; securityContext?: unknown } };
  };
}

type Env = Readonly<Record<string, string | undefined>>;

/** Without kubectl, built by Go when first asked for. */
const kustomize = 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.3';

/** What `kubectl apply -k deploy/kubernetes` would apply, as YAML. Throws `CannotStart` where nothing here can say it. */
export async function renderKubernetes(root: string = here, env: Env = process.env): Promise<string> {
  const folder = join(root, 'deploy/kubernetes');
  const has = (program: string) => Bun.which(program, { PATH: env.PATH ?? '' }) !== null;
  const argv = has('kustomize')
    ? ['kustomize', 'build', folder]
    : has('kubectl')
      ? ['kubectl', 'kustomize', folder]
      : has('go')
        ? ['go', 'run', kustomize, 'build', folder]
        : undefined;
  if (!argv)
    throw new CannotStart('Kubernetes manifests are rendered by kubectl, kustomize or Go: install one of them.');
  const { code, text } = await runToEnd({ argv, env, timeoutMs: 180_000 });
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}:\n${text}`);
  return text;
}

export const manifestsOf = (yaml: string): Manifest[] =>
  parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
