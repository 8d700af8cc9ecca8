import { Command } from 'commander';
import pc from 'picocolors';
import { CannotStart } from './shop/cannot-start.ts';
import { output } from './shop/lines.ts';
import { onStopSignals } from './shop/stop-signals.ts';
import { chooseProjects, type Project } from './suite/projects.ts';
import { runSuite, watchProject } from './suite/run-suite.ts';
import { startServers } from './suite/servers.ts';
import { testEnv } from './suite/test-env.ts';

const program = new Command('bun run test')
  .description('Runs every test, or those of some projects, with a Postgres and a Kafka of their own on free ports.')
  .argument('[projects...]', 'users, events, e2e, …')
  .option('--watch', 'the tests of one project, again at each change')
  .option('--fresh', 'also the tests of projects that have not changed since they passed')
  .addHelpText(
    'after',
    '\nA set TEST_DATABASE_URL or TEST_KAFKA_BROKERS is used instead of the own server. Last line: N passed, N failed.',
  );

const { watch = false, fresh = false } = program.parse().opts<{ watch?: boolean; fresh?: boolean }>();
const chosen = chooseProjects(program.args);
const projects = typeof chosen === 'string' ? program.error(chosen) : chosen;
if (watch && projects.length !== 1) program.error('--watch needs one project: bun run test users --watch');
process.exit(await test(projects));

async function test(those: readonly Project[]): Promise<number> {
  const out = output({ format: 'text', width: 8, colour: pc.isColorSupported && process.stdout.isTTY });
  const quiet = { ...out, line: () => {} };
  const env = testEnv(process.env);
  try {
    const servers = await startServers(quiet, env);
    const signal = onStopSignals(out, servers.force);
    try {
      const run = servers.started.then((found) => runOn({ ...env, ...found }));
      const ended = await Promise.race([run, signal]);
      return ended === true ? 0 : 1;
    } finally {
      await servers.stop();
    }
  } catch (error) {
    out.complain(error instanceof CannotStart ? error.message : ((error as Error).stack ?? String(error)));
    return 1;
  }

  function runOn(found: Record<string, string>): Promise<boolean> {
    const [only] = those;
    return watch && only ? watchProject(only, found, out) : runSuite(those, found, fresh);
  }
}
