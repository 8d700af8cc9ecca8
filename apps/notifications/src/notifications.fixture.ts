import { connect, type Db, type Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Event } from '@ecomm/events/envelope';
import { heard, type BatchHandler } from '@ecomm/events/subscription';
import { inboxOf } from '@ecomm/outbox/once';
import { logger } from '@ecomm/runtime/log';
import { freshDatabase } from '@ecomm/testing/database';
import type { Contact } from './mail.ts';
import type { Delivery, Letter, Post } from './post.ts';
import { queueMails, type Mail } from './queue-mail.ts';

export const log = logger({ service: 'notifications', level: 'silent', format: 'json' });

export const ada: Contact = { email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' };

/** A database of notifications. */
export async function freshNotifications() {
  const fresh = await freshDatabase(`${import.meta.dir}/../migrations`);
  const db = connect({ url: fresh.url, log, max: 4 });
  return {
    url: fresh.url,
    db,
    close: async () => {
      await db.$close();
      await fresh.drop();
    },
  };
}

export interface Row {
  id: string;
  template: string;
  status: string;
  attempts: number;
  failure_reason: string | null;
  subject: string;
  order_id: string | null;
  in_hand: boolean;
  to_email: string;
  data: Record<string, unknown>;
}

export const rowsOf = (db: Db, eventId: string): Promise<Row[]> =>
  runSql<Row>(db, 'select * from notifications where event_id = $1 order by id', [eventId]);

export const rowOf = async (db: Db, id: string): Promise<Row> =>
  (await runSql<Row>(db, 'select * from notifications where id = $1', [id]))[0]!;

/** A queued mail, due unless told; gives its id. */
export async function queued(db: Db, { due = true, ...more }: Partial<Mail> & { due?: boolean } = {}): Promise<string> {
  const event_id = Bun.randomUUIDv7();
  const subject = 'Welcome to Ecomm';
  const mail: Mail = {
    event_id,
    template: 'welcome',
    user_id: 7,
    contact: ada,
    subject,
    data: { email: ada.email },
    within: (fn) => fn(),
    ...more,
  };
  await db.transaction((tx) => queueMails(tx, [mail]));
  const [row] = await rowsOf(db, mail.event_id);
  if (due) await runSql(db, 'update notifications set due_at = clock_timestamp() where id = $1', [row!.id]);
  return row!.id;
}

/** Lets every lease and every pause end. */
export const timePasses = (db: Db): Promise<unknown> =>
  runSql(db, `update notifications set due_at = clock_timestamp() where status = 'queued' and due_at is not null`);

/** How many notification.email of a notification are staged. */
export const stagedFor = async (db: Db, id: string): Promise<number> =>
  (
    await runSql(
      db,
      `select 1 from outbox where type = 'notification.email' and payload::jsonb ->> 'notification_id' = $1`,
      [id],
    )
  ).length;

/** A post that answers as told and remembers its letters. */
export function fakePost(answer: (letter: Letter) => Promise<Delivery> | Delivery, slots = 8) {
  const letters: Letter[] = [];
  const post: Post = {
    slots,
    deadlineMs: 1_000,
    close: () => {},
    send: async (letter) => {
      letters.push(letter);
      return answer(letter);
    },
  };
  return { ...post, letters };
}

export const taken = (): Delivery => ({ kind: 'sent' });

/** An event as a handler gets it. */
export const event = <P>(type: string, payload: P): Event<P> => ({
  id: Bun.randomUUIDv7(),
  type,
  key: '',
  payload,
  time: new Date().toISOString(),
  topic: type,
  partition: 0,
  offset: '0',
});

/** Hands events over as the consumer does, through the inbox. */
export const deliverTo = <P>(db: Db, events: readonly Event<P>[], handler: BatchHandler<Tx, P>): Promise<void> =>
  inboxOf(db).run('notifications-group', events, (tx, news) => handler(tx, (news as Event<P>[]).map(heard)));
