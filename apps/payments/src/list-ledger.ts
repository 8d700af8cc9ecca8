import { toAmount } from '@ecomm/contracts/money';
import type { DbOrTx } from '@ecomm/database/connect';
import { instantText } from '@ecomm/database/instant';
import { runSql } from '@ecomm/database/run-sql';
import { decodeCursor, encodeCursor } from '@ecomm/http/cursor';
import { Type } from '@sinclair/typebox';

interface Entry {
  entry: number;
  key: string;
  transaction_id: string;
  order_id: string;
  kind: 'charge' | 'refund';
  amount_cents: number;
  outcome: 'succeeded' | 'declined';
  at: string;
}

const shown = ({ key, transaction_id, order_id, kind, amount_cents, outcome, at }: Entry) => ({
  key,
  transaction_id,
  order_id,
  kind,
  amount: toAmount(amount_cents),
  outcome,
  at,
});

const Cursor = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

const listing = (where: string) => `
  select entry, key, transaction_id, order_id, kind, amount_cents, outcome,
    ${instantText('at')} as at
  from provider_ledger where entry < $1 ${where}
  order by entry desc limit $2`;

const listingAll = listing('');
const listingOrder = listing('and order_id = $3');

/** The provider's book, newest entry first, of one order or of all. */
export async function listLedger(db: DbOrTx, query: { limit?: number; cursor?: string; order_id?: string }) {
  const before = decodeCursor(query.cursor, Cursor) ?? Number.MAX_SAFE_INTEGER;
  const { order_id, limit = 20 } = query;
  const entries = order_id
    ? await runSql<Entry>(db, listingOrder, [before, limit + 1, order_id])
    : await runSql<Entry>(db, listingAll, [before, limit + 1]);
  const page = entries.slice(0, limit);
  return {
    items: page.map(shown),
    next_cursor: entries.length > limit ? encodeCursor(page.at(-1)!.entry) : null,
  };
}
