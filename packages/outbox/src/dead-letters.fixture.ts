import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { deliverer } from '@ecomm/events/deliver';
import { encode, type Event, type InRecord } from '@ecomm/events/envelope';
import { on } from '@ecomm/events/subscription';
import { deadLettersOf } from './dead-letters.ts';
import { freshOutbox, quiet, thingHappened } from './harness.fixture.ts';
import { inboxOf } from './once.ts';

/** A group with a database, whose handler does what a test tells it; records are delivered as Kafka would. */
export async function lettersShop(group = 'g') {
  const fresh = await freshOutbox();
  const { db } = fresh;
  const behaviour = { handle: async (_event: Event, _tx: Tx): Promise<void> => {} };
  const sent: string[] = [];
  const subscriptions = [
    on(thingHappened, async (tx: Tx, event) => {
      await runSql(tx, 'insert into effects values ($1)', [event.payload.n]);
      await behaviour.handle(event, tx);
    }),
  ];
  const send = async (messages: readonly { topic: string }[]): Promise<void> =>
    void sent.push(...messages.map(({ topic }) => topic));
  const { alone: deliver } = deliverer({ group, service: 't', subscriptions, inbox: inboxOf(db), send, log: quiet });
  const { handlers } = deadLettersOf({ db, group, subscriptions, log: quiet });
  let offset = 0;

  const record = (n: number, changes: Partial<InRecord> = {}): InRecord => {
    const { key, value, headers } = encode(thingHappened, { id: Bun.randomUUIDv7(), payload: { thing_id: 1, n } });
    const bytes = Object.entries(headers).map(([name, header]) => [name, Buffer.from(String(header))]);
    return {
      topic: 'thing.happened',
      partition: 2,
      offset: String(offset++),
      key: Buffer.from(String(key)),
      value: Buffer.from(String(value)),
      headers: Object.fromEntries(bytes),
      ...changes,
    };
  };
  return {
    ...fresh,
    handlers,
    behaviour,
    sent,
    record,
    deliver,
    /** The only letter there is. */
    letter: async () => (await handlers.listDeadLetters({ query: {} })).items[0]!,
    effects: async () => (await runSql<{ n: number }>(db, 'select n from effects order by ctid')).map(({ n }) => n),
    empty: () => runSql(db, 'truncate dead_letters, inbox, effects'),
  };
}
