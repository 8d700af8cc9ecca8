import { productUpdated } from '@ecomm/contracts/events';
import type { Db, Tx } from '@ecomm/database/connect';
import { stage } from '@ecomm/outbox/stage';
import { eq, sql } from 'drizzle-orm';
import { readPicture, type Picture } from './picture.ts';
import { productState, type VersionedProduct } from './product.ts';
import { productColumns } from './product-columns.ts';
import { images, products } from './schema.ts';
import { lockProduct } from './update-product.ts';

/**
 * POST /:id/image → picture, product and outbox in one transaction → product.updated. The picture's name is made here.
 * 404, and what picture.ts refuses.
 */
export async function uploadImage({ db }: { db: Db }, id: number, file: Blob): Promise<VersionedProduct> {
  const picture = readPicture(await file.bytes());
  return db.transaction(async (tx) => {
    const before = await lockProduct(tx, id);
    const name = await storePicture(tx, id, picture);
    await dropOldPictures(tx, id, [name, before.image_url?.split('/').at(-1) ?? '']);
    const [product] = await tx
      .update(products)
      .set({ image_url: urlOf(name), version: sql`${products.version} + 1`, updated_at: sql`now()` })
      .where(eq(products.id, id))
      .returning(productColumns);
    await stage(tx, productUpdated, productState(product!, ['image_url']));
    return product!;
  });
}

/** Where GET /images/:name answers it. */
export const urlOf = (name: string): string => `/images/${name}`;

/** Keeps the bytes; gives the name made for them. */
export async function storePicture(tx: Tx, product_id: number, picture: Picture): Promise<string> {
  const name = `${Bun.randomUUIDv7()}.${picture.extension}`;
  const { bytes, contentType: content_type, width, height } = picture;
  await tx.insert(images).values({ name, product_id, content_type, width, height, picture: bytes });
  return name;
}

/** A product keeps two: the one before is still shown by pages that are open. */
async function dropOldPictures(tx: Tx, product_id: number, kept: readonly string[]): Promise<void> {
  await tx.delete(images).where(sql`${images.product_id} = ${product_id} and ${images.name} not in ${kept}`);
}
