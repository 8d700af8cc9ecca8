import { access, constants, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from './cannot-start.ts';

/** Of Apache Kafka, as tools/kafka/pom.xml has it. */
const kafkaVersion = '4.1.1';

/** The folder of what is fetched once for all checkouts, `kafka-4.1.1` in `$XDG_CACHE_HOME/ecomm` or `~/.cache/ecomm`. */
export async function kafkaCache(env: Record<string, string | undefined> = process.env): Promise<string> {
  const folder = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ecomm', `kafka-${kafkaVersion}`);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return folder;
  } catch (error) {
    throw new CannotStart(
      `The cache folder ${folder} cannot be written (${(error as Error).message}): set XDG_CACHE_HOME to one that can.`,
    );
  }
}
