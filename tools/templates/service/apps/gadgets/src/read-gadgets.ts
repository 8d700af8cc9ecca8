import type { Gadget, GadgetPage } from '@ecomm/contracts/http/gadgets';
import type { Db } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { decodeCursor, encodeCursor } from '@ecomm/http/cursor';
import { Type } from '@sinclair/typebox';
import { desc, eq, lt, sql } from 'drizzle-orm';
import { gadgetColumns, unknownGadget } from './gadget.ts';
import { gadgets } from './schema.ts';

const Keyset = Type.Tuple([Type.String({ format: 'uuid' })]);
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const reading = prepared((db) =>
  db
    .select(gadgetColumns)
    .from(gadgets)
    .where(eq(gadgets.id, sql.placeholder('id')))
    .prepare('gadget_read'),
);

const listing = prepared((db) =>
  db
    .select(gadgetColumns)
    .from(gadgets)
    .where(lt(gadgets.id, sql.placeholder('before')))
    .orderBy(desc(gadgets.id))
    .limit(sql.placeholder('limit'))
    .prepare('gadgets_list'),
);

/** GET /:id; Problem 404 `gadget.not_found`. */
export async function readGadget({ db }: { db: Db }, id: string): Promise<Gadget> {
  const [found] = await reading(db).execute({ id });
  if (!found) throw unknownGadget();
  return found;
}

/** GET /list → one page, newest first. */
export async function listGadgets(
  { db }: { db: Db },
  { limit = 20, cursor }: { limit?: number; cursor?: string },
): Promise<GadgetPage> {
  const [before] = decodeCursor(cursor, Keyset) ?? [lastId];
  const rows = await listing(db).execute({ before, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, next_cursor: rows.length > limit ? encodeCursor([items.at(-1)!.id]) : null };
}
