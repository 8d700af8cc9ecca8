import type { Log } from '@ecomm/runtime/log';
import { wakeable } from '@ecomm/runtime/wake';
import { within } from './deadline.ts';
import type { Admin } from './kafka.ts';
import { createTopics, listTopics } from './topics.ts';

export interface LinkOptions {
  newAdmin: () => Admin;
  /** The brokers' addresses, for the log. */
  where: string;
  prefix: string;
  log: Log;
}

interface Waiting {
  topics: readonly string[];
  resolve: () => void;
}

/** Knows whether the broker is there and keeps the wanted topics in existence: asks every 5 s, in the background. */
export function link({ newAdmin, where, prefix, log }: LinkOptions) {
  const wanted = new Set<string>();
  let existing = new Set<string>();
  let waiting: Waiting[] = [];
  let admin: Admin | undefined;
  let up = false;

  const drop = (): void => {
    up = false;
    void admin?.disconnect().catch(() => undefined);
    admin = undefined;
  };
  const ask = async (): Promise<void> => {
    if (!admin) {
      admin = newAdmin();
      await admin.connect();
    }
    const present = new Set(await listTopics(admin));
    const missing = [...wanted].filter((topic) => !present.has(topic));
    if (missing.length > 0) await createTopics(admin, missing, log);
    existing = new Set([...present, ...missing]);
  };
  const satisfy = (): void => {
    const still = waiting.filter(({ topics }) => !topics.every((topic) => existing.has(topic)));
    for (const one of waiting) if (!still.includes(one)) one.resolve();
    waiting = still;
  };
  const loop = wakeable({ name: `connection to Kafka at ${where}`, log, everyMs: 5_000 }, async () => {
    try {
      await within(10_000, ask(), 'the broker did not answer');
    } catch (error) {
      drop();
      // The client reads a request that timed out as an answer of null.
      throw error instanceof TypeError ? new Error('the broker did not answer', { cause: error }) : error;
    }
    up = true;
    satisfy();
  });

  return {
    start: () => loop.start?.(),
    stop: async () => {
      await loop.stop?.();
      drop();
    },
    look: () => loop.wake(),
    up: () => up,
    ensure: (names: readonly string[]): Promise<void> => {
      const topics = names.map((name) => prefix + name);
      for (const topic of topics) wanted.add(topic);
      return new Promise((resolve) => {
        waiting.push({ topics, resolve });
        satisfy();
        loop.wake();
      });
    },
  };
}
