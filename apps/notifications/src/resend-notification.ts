import type { Db } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { readNotification } from './read-notifications.ts';

export interface ResendDeps {
  db: Db;
  sender: { wake: () => void };
}

/** `resends` makes a new idempotency key, or the provider would take it for a repeated attempt and send nothing. */
const queueing = `
  update notifications
  set status = 'queued', due_at = clock_timestamp(), attempts = 0, resends = resends + 1, failure_reason = null, sent_at = null
  where id = $1 and status in ('sent', 'failed')`;

/** POST /queued/:id/resend → the mail is queued again; one that is queued stays as it is. 404 `notification.not_found`. */
export async function resendNotification({ db, sender }: ResendDeps, id: string) {
  await runSql(db, queueing, [id]);
  sender.wake();
  return readNotification(db, id);
}
