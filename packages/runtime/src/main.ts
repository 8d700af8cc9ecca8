import { ConfigError } from './config.ts';

/** Runs a process's entry; a wrong environment ends it with one sentence, anything else with its stack. */
export async function main(entry: () => Promise<void>): Promise<void> {
  try {
    await entry();
  } catch (error) {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  }
}
