import type { DbOrTx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { decodeCursor, encodeCursor } from '@ecomm/http/cursor';
import type { Caller } from '@ecomm/http/operation';
import { Problem } from '@ecomm/runtime/problem';
import { Type } from '@sinclair/typebox';
import { masked, type MailData, type MailStatus, type Template } from './mail.ts';
import { render } from './render.ts';

interface Row {
  id: string;
  template: Template;
  to: string;
  subject: string;
  status: MailStatus;
  attempts: number;
  event_id: string;
  created_at: string;
  sent_at: string | null;
}

interface DetailRow extends Row {
  user_id: number;
  order_id: string | null;
  failure_reason: string | null;
  data: MailData;
}

export interface ListQuery {
  limit?: number;
  cursor?: string;
  status?: MailStatus;
}

const columns = `id, template, to_email as "to", subject, status, attempts, event_id,
  ${instantText('created_at')} as created_at, ${instantText('sent_at')} as sent_at`;

const listing = (where: string) =>
  `select ${columns} from notifications where id < $1 ${where} order by id desc limit $2`;
const listingAll = listing('');
const listingStatus = listing('and status = $3');

/** Ids are UUIDv7: newest first is by id, and this one is after all of them. */
const Cursor = Type.String({ format: 'uuid' });
const newest = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * GET /queued → mails, newest first; addresses are whole for admins alone. In production nobody else may look: 401
 * without a token, 403 with a customer's.
 */
export async function listNotifications(
  { db, production }: { db: DbOrTx; production: boolean },
  caller: Caller | undefined,
  { limit = 20, cursor, status }: ListQuery,
) {
  const isAdmin = caller?.role === 'admin';
  if (production && !caller) throw new Problem(401, 'auth.missing_token', 'This needs an access token.');
  if (production && !isAdmin) throw new Problem(403, 'auth.forbidden', 'This is for admins.');
  const before = decodeCursor(cursor, Cursor) ?? newest;
  const rows = status
    ? await runSql<Row>(db, listingStatus, [before, limit + 1, status])
    : await runSql<Row>(db, listingAll, [before, limit + 1]);
  const page = rows.slice(0, limit);
  return {
    items: isAdmin ? page : page.map((row) => ({ ...row, to: masked(row.to) })),
    next_cursor: rows.length > limit ? encodeCursor(page.at(-1)!.id) : null,
  };
}

const reading = `select ${columns}, user_id, order_id, failure_reason, data from notifications where id = $1`;

/** GET /queued/:id → a mail as it is sent; 404 `notification.not_found`. */
export async function readNotification(db: DbOrTx, id: string) {
  const [row] = await runSql<DetailRow>(db, reading, [id]);
  if (!row) throw new Problem(404, 'notification.not_found', 'There is no such notification.');
  const { data, ...notification } = row;
  return { ...notification, ...render(row.template, row.subject, data) };
}
