import { ConfigError, integer, optional, readConfig, text, type Env } from './config.ts';
import { armFailpoints } from './failpoint.ts';

/** Runs a process's entry; a wrong environment ends it with one sentence, anything else with its stack. */
export async function main(entry: () => Promise<void>): Promise<void> {
  try {
    armByEnvironment();
    await entry();
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  }
}

/** FAILPOINTS are for tests alone: with NODE_ENV=production, or spelt wrong, there is no start. */
export function armByEnvironment(env?: Env): void {
  const fields = {
    NODE_ENV: text('development'),
    FAILPOINTS: optional(text()),
    FAILPOINT_SEED: text(crypto.randomUUID()),
    COPY: integer(0),
  };
  const { NODE_ENV, FAILPOINTS, FAILPOINT_SEED: seed, COPY: copy } = readConfig(fields, env);
  if (FAILPOINTS && NODE_ENV === 'production')
    throw new ConfigError('wrong environment: FAILPOINTS is set, and this is production (NODE_ENV)');
  try {
    // With the process id: a restarted process that drew the same again would die at the same hit for ever.
    armFailpoints(FAILPOINTS, { seed: `${seed}/${process.pid}`, copy });
  } catch (error) {
    throw new ConfigError(`wrong environment: FAILPOINTS ${(error as Error).message}`);
  }
}
