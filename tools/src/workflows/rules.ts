import { parse } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  permissions?: unknown;
  'timeout-minutes'?: number;
  steps?: Step[];
}
/** A workflow, or an action made of steps. */
interface Workflow {
  permissions?: unknown;
  jobs?: Record<string, Job>;
  runs?: { steps: Step[] };
}

/**
 * What actionlint does not ask of a workflow: actions pinned by commit with the version beside it, or by an exact version;
 * nothing but reading allowed; a limit of time; a checkout that keeps no token; only commands that package.json has.
 */
export function judgeWorkflow(source: string, scripts: readonly string[]): string[] {
  const { permissions, jobs = {}, runs } = parse(source) as Workflow;
  const steps = [...Object.values(jobs).flatMap((job) => job.steps ?? []), ...(runs?.steps ?? [])];
  return [
    ...(runs || isReadOnly(permissions) ? [] : ['permissions are not `contents: read`']),
    ...Object.entries(jobs).flatMap(([name, job]) => judgeJob(name, job)),
    ...source.split('\n').flatMap(judgePin),
    ...steps.flatMap(({ uses, with: options }) =>
      uses?.startsWith('actions/checkout@') && options?.['persist-credentials'] !== false
        ? ['a checkout keeps its token: persist-credentials: false']
        : [],
    ),
    ...steps.flatMap(({ run = '' }) => unknownScripts(run, scripts)),
  ];
}

const isReadOnly = (permissions: unknown): boolean => JSON.stringify(permissions) === '{"contents":"read"}';

function judgeJob(name: string, job: Job): string[] {
  return [
    ...(job['timeout-minutes'] ? [] : [`job ${name} has no timeout-minutes`]),
    ...(job.permissions === undefined || isReadOnly(job.permissions) ? [] : [`job ${name} may do more than read`]),
  ];
}

function judgePin(line: string): string[] {
  const [, uses = ''] = /^\s*(?:- )?uses:\s*(.+)$/.exec(line) ?? [];
  const isExact = /^\.\/|@[0-9a-f]{40} # v\d+\.\d+\.\d+$|@v\d+\.\d+\.\d+$/.test(uses);
  return uses === '' || isExact ? [] : [`${uses} is no exact version: @v1.2.3, or @<commit> # v1.2.3`];
}

const unknownScripts = (run: string, scripts: readonly string[]): string[] =>
  [...run.matchAll(/\bbun run ([\w:-]+)/g)].flatMap(([, script]) =>
    scripts.includes(script!) ? [] : [`bun run ${script} is no script of package.json`],
  );
