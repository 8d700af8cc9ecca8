import { Command } from 'commander';
import pc from 'picocolors';
import { CannotStart } from './shop/cannot-start.ts';
import { output } from './shop/lines.ts';
import { onStopSignals } from './shop/stop-signals.ts';
import { affectedTasks, findBase, noBase, type Tasks } from './suite/affected.ts';
import { isRemembered } from './suite/nx.ts';
import { chooseProjects } from './suite/projects.ts';
import { nightlyTargets, recallSuite, runSuite, tasksOf, watchProject } from './suite/run-suite.ts';
import { startServers } from './suite/servers.ts';
import { testEnv } from './suite/test-env.ts';

interface Options {
  watch?: boolean;
  fresh?: boolean;
  affected?: boolean;
  base?: string;
  nightly?: boolean;
}

const program = new Command('bun run test')
  .description('Runs every test, or those of some projects, with a Postgres and a Kafka of their own on free ports.')
  .argument('[projects...]', 'users, events, e2e, …')
  .option('--watch', 'the tests of one project, again at each change')
  .option('--fresh', 'also the tests of projects that have not changed since they passed')
  .option('--affected', 'only what a change since the base reaches, uncommitted changes too')
  .option('--base <ref>', 'with --affected: where this branch left that one (default: origin/main, or main)')
  .option('--nightly', 'only the tests that take longer than a commit may wait')
  .addHelpText(
    'after',
    '\nA set TEST_DATABASE_URL or TEST_KAFKA_BROKERS is used instead of the own server. Last line: N passed, N failed.',
  );

const { watch = false, fresh = false, affected = false, base, nightly = false } = program.parse().opts<Options>();
const chosen = chooseProjects(program.args);
const projects = typeof chosen === 'string' ? program.error(chosen) : chosen;
if (watch && projects.length !== 1) program.error('--watch needs one project: bun run test users --watch');
if (watch && affected) program.error('--watch and --affected do not go together: name the project to watch.');
if (base !== undefined && !affected) program.error('--base goes with --affected: bun run test --affected --base main');
process.exit((await main()) ? 0 : 1);

async function main(): Promise<boolean> {
  const env = testEnv(process.env);
  const [only] = projects;
  if (watch && only) return withServers(env, (found, out) => watchProject(only, found, out));
  const all = nightly ? tasksOf(projects, nightlyTargets) : tasksOf(projects);
  const tasks = affected ? await narrowed(all) : all;
  if (tasks.length === 0) return true;
  if (!fresh && process.env.NX_SKIP_NX_CACHE !== 'true' && (await isRemembered(tasks))) return recallSuite(tasks);
  return withServers(env, (found) => runSuite(tasks, found, fresh));
}

async function narrowed(all: Tasks[]): Promise<Tasks[]> {
  const since = await findBase(base);
  if (since === undefined) {
    console.log(`${noBase(base)}: every test runs.`);
    return all;
  }
  const some = await affectedTasks(all, since);
  const names = some.flatMap(({ target, projects: those }) => those.map(({ short }) => `${short}:${target}`));
  console.log(
    `Changed since ${since.slice(0, 9)}: ${names.join(', ') || 'nothing that a test reads. No test has to run.'}`,
  );
  return some;
}

type Work = (found: Record<string, string>, out: ReturnType<typeof output>) => Promise<boolean>;

async function withServers(env: Record<string, string>, work: Work): Promise<boolean> {
  const out = output({ format: 'text', width: 8, colour: pc.isColorSupported && process.stdout.isTTY });
  const quiet = { ...out, line: () => {} };
  try {
    const servers = await startServers(quiet, env);
    const signal = onStopSignals(out, servers.force);
    try {
      const run = servers.started.then((found) => work({ ...env, ...found }, out));
      return (await Promise.race([run, signal])) === true;
    } finally {
      await servers.stop();
    }
  } catch (error) {
    out.complain(error instanceof CannotStart ? error.message : ((error as Error).stack ?? String(error)));
    return false;
  }
}
