import { runToEnd } from '../shop/run.ts';
import { nxEnvironment } from './nx.ts';
import { root } from './projects.ts';

const nxOptions = ['--target=check', '--parallel=2', '--output-style=static'];

interface Step {
  name: string;
  what: string;
  argv: string[];
  /** What a developer does when it fails. */
  mend: string;
}

/** Of this Bun: a script, or a package's command. */
const bun = (...args: string[]): string[] => [process.execPath, ...args];

/** The steps in their order; types only of what changed since the base, when there is one. */
export const steps = (base?: string): Step[] => [
  {
    name: 'generated',
    what: 'generated contracts, SDK and pages are what their sources say',
    argv: bun('tools/src/generate.ts', '--check'),
    mend: 'bun run generate, and commit what changed',
  },
  {
    name: 'types',
    what: 'TypeScript, project by project',
    argv: bun('--bun', 'nx', ...(base ? ['affected', `--base=${base}`] : ['run-many']), ...nxOptions),
    mend: 'mend the types named above',
  },
  {
    name: 'templates',
    what: 'what `bun run new:service` makes compiles',
    argv: bun('tools/src/new-service/check-templates.ts'),
    mend: 'mend tools/templates/service',
  },
  {
    name: 'lint',
    what: 'oxlint with types',
    argv: bun('run', 'oxlint', '--deny-warnings'),
    mend: 'bunx oxlint --fix, the rest by hand',
  },
  { name: 'format', what: 'oxfmt', argv: bun('run', 'oxfmt', '--check'), mend: 'bun run format' },
  {
    name: 'deploy',
    what: 'Dockerfile, Compose file, Kubernetes manifests, alerts, workflows, each by its own tool',
    argv: bun('tools/src/validate.ts'),
    mend: 'mend the file named above',
  },
  {
    name: 'architecture',
    what: 'who may import whom',
    argv: bun('test', './architecture.test.ts'),
    mend: 'move the import to where ARCHITECTURE.md allows it',
  },
];

/** Runs one step to its end. */
export async function runCheck({ argv }: Step): Promise<{ ok: boolean; seconds: number; text: string }> {
  const startedAt = performance.now();
  const { code, text } = await runToEnd({ argv, cwd: root, env: nxEnvironment(process.env) });
  return { ok: code === 0, seconds: (performance.now() - startedAt) / 1000, text };
}
