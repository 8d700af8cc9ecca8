import { productCreated } from '@ecomm/contracts/events';
import { toCents } from '@ecomm/contracts/money';
import type { Db, Tx } from '@ecomm/database/connect';
import { stage } from '@ecomm/outbox/stage';
import { Resvg } from '@resvg/resvg-js';
import { eq, sql } from 'drizzle-orm';
import { demoCatalogue, type DemoProduct } from './demo-catalogue.ts';
import { drawing } from './demo-shapes.ts';
import { readPicture } from './picture.ts';
import { productState } from './product.ts';
import { productColumns } from './product-columns.ts';
import { products } from './schema.ts';
import { storePicture, urlOf } from './upload-image.ts';

const pixels = 640;

/**
 * Fills an empty catalogue with the demo products, ids from 1, with their pictures, in one transaction → product.created
 * for each. Does nothing where there are products already. Gives how many it made.
 */
export const seedCatalogue = (db: Db): Promise<number> =>
  db.transaction(async (tx) => {
    await tx.execute(sql`lock table ${products} in share row exclusive mode`);
    const [any] = await tx.select({ id: products.id }).from(products).limit(1);
    if (any) return 0;
    for (const [at, demo] of demoCatalogue.entries()) await seedProduct(tx, at + 1, demo);
    await tx.execute(sql`select setval(pg_get_serial_sequence('products', 'id'), ${demoCatalogue.length})`);
    return demoCatalogue.length;
  });

async function seedProduct(tx: Tx, id: number, demo: DemoProduct): Promise<void> {
  const { name, description, sku, stock: stock_quantity } = demo;
  await tx.insert(products).values({ id, name, description, sku, stock_quantity, price_cents: toCents(demo.price) });
  const image_url = urlOf(await storePicture(tx, id, readPicture(render(demo))));
  const [product] = await tx.update(products).set({ image_url }).where(eq(products.id, id)).returning(productColumns);
  await stage(
    tx,
    productCreated,
    productState(product!, ['name', 'description', 'price', 'stock_quantity', 'sku', 'image_url']),
  );
}

/** The drawing as PNG. */
export function render({ shape, background, ...paint }: DemoProduct): Uint8Array {
  const options = { fitTo: { mode: 'width', value: pixels }, font: { loadSystemFonts: false } } as const;
  return new Resvg(drawing(shape, paint, background), options).render().asPng();
}
