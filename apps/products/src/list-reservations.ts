import type { Reservations } from '@ecomm/contracts/http/products';
import type { Db } from '@ecomm/database/connect';
import { instant } from '@ecomm/database/instant';
import { prepared } from '@ecomm/database/prepared';
import { desc, eq, sql } from 'drizzle-orm';
import { readProduct } from './read-product.ts';
import { reservationLines, reservations } from './schema.ts';

const itemsMax = 5_000;

/** GET /:id/reservations (admin): who holds or held stock of a product, newest first. 404 for no such product. */
export async function listReservations({ db }: { db: Db }, productId: number): Promise<Reservations> {
  const [items] = await Promise.all([
    findReservations(db).execute({ productId }),
    readProduct({ db }, productId, { id: 0, role: 'admin' }),
  ]);
  return { items };
}

const findReservations = prepared((db) =>
  db
    .select({
      order_id: reservations.order_id,
      quantity: reservationLines.quantity,
      state: reservations.state,
      expires_at: instant(reservations.expires_at),
    })
    .from(reservationLines)
    .innerJoin(reservations, eq(reservations.order_id, reservationLines.order_id))
    .where(eq(reservationLines.product_id, sql.placeholder('productId')))
    .orderBy(desc(reservations.created_at), desc(reservations.order_id))
    .limit(itemsMax)
    .prepare('find_reservations'),
);
