import { join } from 'node:path';
import { runToEnd } from '../shop/run.ts';
import { root } from '../suite/projects.ts';

/** One generator. Each takes --check, and ends with 1 where what is committed is not what it would write. */
export interface Step {
  name: string;
  what: string;
  script: string;
  /** The generator whose output it reads. */
  after?: string;
}

export const steps: readonly Step[] = [
  { name: 'contracts', what: 'contracts/generated, from contracts/*.tsp', script: 'contracts/generate.ts' },
  { name: 'sdk', what: 'the SDK, from the OpenAPI documents', script: 'packages/sdk/generate.ts', after: 'contracts' },
  {
    name: 'docs',
    what: 'docs/events.md, metrics.md, topology.md and flows/order-states.md, from the contracts and the services',
    script: 'tools/src/topology/generate.ts',
    after: 'contracts',
  },
  {
    name: 'deploy',
    what: 'docs/environment.md and the dashboards, from the configuration of the services and tools/src/deploy/dashboards',
    script: 'tools/src/deploy/generate.ts',
  },
];

export interface Done {
  step: Step;
  code: number;
  text: string;
  seconds: number;
}

/** Runs the generators, side by side where none waits for another; `report` is told of each when it ends. */
export async function runSteps(check: boolean, report: (done: Done) => void): Promise<Done[]> {
  const running = new Map<string, Promise<Done>>();
  for (const step of steps) {
    // Nothing is written by a check: then nobody has to wait for anybody.
    const before = step.after && !check ? running.get(step.after) : undefined;
    running.set(step.name, before ? before.then((done) => (done.code === 0 ? run(step) : skip(step))) : run(step));
  }
  return Promise.all(running.values());

  async function run(step: Step): Promise<Done> {
    const startedAt = performance.now();
    const argv = [process.execPath, join(root, step.script), ...(check ? ['--check'] : [])];
    const { code, text } = await runToEnd({ argv, cwd: root, env: process.env });
    const done = { step, code, text, seconds: (performance.now() - startedAt) / 1000 };
    report(done);
    return done;
  }

  function skip(step: Step): Done {
    const done = { step, code: 1, text: `Not run, as ${step.after} failed.`, seconds: 0 };
    report(done);
    return done;
  }
}
