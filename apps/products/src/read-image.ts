import type { Db } from '@ecomm/database/connect';
import { prepared } from '@ecomm/database/prepared';
import { Problem } from '@ecomm/runtime/problem';
import { eq, sql } from 'drizzle-orm';
import { images } from './schema.ts';

/** GET /images/:name → the bytes. A name stands for one picture for ever, so browsers may keep it. 404 `image.not_found`. */
export async function readImage({ db }: { db: Db }, name: string): Promise<Response> {
  const [image] = await findImage(db).execute({ name });
  if (!image) throw new Problem(404, 'image.not_found', 'There is no such picture.');
  return new Response(image.picture as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': image.content_type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    },
  });
}

const findImage = prepared((db) =>
  db
    .select({ picture: images.picture, content_type: images.content_type })
    .from(images)
    .where(eq(images.name, sql.placeholder('name')))
    .prepare('find_image'),
);
