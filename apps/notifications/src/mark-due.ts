import type { NotificationEmail } from '@ecomm/contracts/events';
import { afterCommit } from '@ecomm/database/after-commit';
import type { Tx } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import type { Event } from '@ecomm/events/envelope';
import { Problem } from '@ecomm/runtime/problem';
import { traceparent } from '@ecomm/runtime/trace';

const marking = `
  update notifications set due_at = coalesce(due_at, clock_timestamp()), traceparent = $2 where id = $1 returning 1`;

/**
 * notification.email → its notification is due, in the trace of that event, and the sender is woken after the commit: no mail server is waited for
 * here. A notification that is not ours is a permanent Problem 404.
 */
export const markDue = (sender: { wake: () => void }) =>
  async function mark(tx: Tx, { payload }: Event<NotificationEmail>): Promise<void> {
    const marked = await runSql(tx, marking, [payload.notification_id, traceparent()]);
    if (marked.length === 0)
      throw new Problem(404, 'notification.not_found', 'There is no such notification.', { permanent: true });
    afterCommit(tx, sender.wake);
  };
