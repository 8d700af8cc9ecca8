import type { Db, Tx } from '@ecomm/database/connect';
import type { Subscription } from '@ecomm/events/subscription';
import { validator } from '@ecomm/events/validate';
import type { Log } from '@ecomm/runtime/log';
import { settleLetter } from './letter-row.ts';
import { listLetters, type LettersQuery } from './list-letters.ts';
import { readLetter } from './read-letter.ts';
import { redriveLetter } from './redrive-letter.ts';

export interface DeadLettersOptions {
  db: Db;
  /** The service's consumer group: other groups' letters are none of its business. */
  group: string;
  subscriptions: readonly Subscription<Tx>[];
  log: Log;
}

interface OfOne {
  params: { id: string };
}

/** The HTTP side of what a group put aside: handlers of the four operations that every reading service has alike. */
export function deadLettersOf({ db, group, subscriptions, log }: DeadLettersOptions) {
  const deps = { db, group, subscriptions, read: validator(subscriptions) };
  return {
    handlers: {
      listDeadLetters: ({ query }: { query: LettersQuery }) => listLetters(db, group, query),
      readDeadLetter: ({ params }: OfOne) => readLetter(db, group, params.id),
      redriveDeadLetter: async ({ params }: OfOne) => {
        const letter = await redriveLetter(deps, params.id);
        log.info({ id: letter.id, topic: letter.topic, event_id: letter.event_id }, 'dead letter redriven');
        return letter;
      },
      discardDeadLetter: async ({ params }: OfOne) => {
        const letter = await settleLetter(db, group, params.id, 'discarded');
        log.info({ id: letter.id, topic: letter.topic, event_id: letter.event_id }, 'dead letter discarded');
        return letter;
      },
    },
  };
}
export type DeadLetters = ReturnType<typeof deadLettersOf>;
