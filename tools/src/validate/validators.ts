import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { renderKubernetes } from '../deploy/render-kubernetes.ts';
import { installVenv } from '../python/install-venv.ts';
import { CannotStart } from '../shop/cannot-start.ts';
import { root } from '../suite/projects.ts';
import { lintWorkflows, whyNoActionlint } from '../workflows/actionlint.ts';
import { validateCompose } from './compose.ts';
import { complaints } from './complaints.ts';
import { judgeAlerts } from './prometheus.ts';
import type { Validator } from './validator.ts';

const kubernetesVersion = '1.34';
const venv = {
  name: 'validators',
  purpose: 'Dockerfile and manifests are judged by hadolint and kubernetes-validate',
  requirements: join(import.meta.dir, 'requirements.txt'),
  module: 'kubernetes_validate',
};

/** By the workspace at `folder`, in the order in which they are run. */
export const validators = (folder = root): Validator[] => {
  // Both tools come by one installation.
  let installed: Promise<string> | undefined;
  const python = (program: string) => (installed ??= installVenv(venv, console.log)).then((bin) => join(bin, program));
  return [
    { name: 'compose', what: "docker-compose.yml, by Compose's own parser", run: () => validateCompose(folder) },
    {
      name: 'hadolint',
      what: 'Dockerfile',
      run: async () => complaints([await python('hadolint'), '--no-color', 'Dockerfile'], folder),
    },
    {
      name: 'kubernetes',
      what: `deploy/kubernetes, strictly, for Kubernetes ${kubernetesVersion}`,
      run: async () => judgeManifests(await python('kubernetes-validate'), await renderKubernetes(folder)),
    },
    {
      name: 'prometheus',
      what: 'deploy/prometheus.yaml, its alerts and their tests, and what the dashboards ask',
      run: () => judgeAlerts(folder),
    },
    { name: 'actionlint', what: '.github/workflows', run: () => judgeWorkflows(folder) },
  ];
};

async function judgeManifests(program: string, yaml: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-manifests-'));
  try {
    await Bun.write(join(folder, 'kubernetes.yaml'), yaml);
    return await complaints(
      [program, '--strict', '--quiet', '--kubernetes-version', kubernetesVersion, 'kubernetes.yaml'],
      folder,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function judgeWorkflows(folder: string): Promise<string> {
  const missing = await whyNoActionlint();
  if (missing) throw new CannotStart(missing);
  return lintWorkflows(folder);
}
