import { connect, type Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Event, EventType, OutMessage } from '@ecomm/events/envelope';
import { logger } from '@ecomm/runtime/log';
import { freshDatabase } from '@ecomm/testing/database';
import { Type } from '@sinclair/typebox';
import type { RelayOptions } from './relay.ts';

export const thingHappened = {
  type: 'thing.happened',
  topic: 'thing.happened',
  version: 1,
  key: 'thing_id',
  owner: 'things',
  schema: Type.Object({ thing_id: Type.Integer(), n: Type.Integer() }, { additionalProperties: false }),
} as const satisfies EventType;

export const quiet = logger({ service: 'test', level: 'silent', format: 'json' });

/** A database with the tables of this package, and one for effects. */
export async function freshOutbox() {
  const { url, drop } = await freshDatabase(`${import.meta.dir}/../fixture`);
  const opened: Db[] = [];
  const open = (at = url): Db => {
    const db = connect({ url: at, log: quiet, max: 4 });
    opened.push(db);
    return db;
  };
  const db = open();
  await runSql(db, 'create table effects (n int)');
  return {
    url,
    db,
    open,
    drop: async () => {
      await Promise.all(opened.map((one) => one.$close()));
      await drop();
    },
  };
}

/** A broker in memory: `sent` in order; `send` can be made to fail or wait by replacing `accept`. */
export function fakeBus() {
  const sent: OutMessage[] = [];
  const bus = {
    sent,
    accept: async (_messages: readonly OutMessage[]): Promise<void> => {},
    send: async (messages: readonly OutMessage[]): Promise<void> => {
      await bus.accept(messages);
      sent.push(...messages);
    },
    ensureTopics: async (): Promise<void> => {},
    numbers: (): number[] => sent.map(({ value }) => (JSON.parse(String(value)) as { n: number }).n),
  };
  return bus satisfies RelayOptions['bus'];
}

export const event = (n: number, id: string = Bun.randomUUIDv7()): Event => ({
  id,
  type: thingHappened.type,
  key: '1',
  payload: { thing_id: 1, n },
  time: new Date().toISOString(),
  topic: thingHappened.topic,
  partition: 0,
  offset: String(n),
});

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
