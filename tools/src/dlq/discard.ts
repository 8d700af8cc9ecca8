import type { Shop } from './client.ts';
import { findLetter } from './find.ts';
import type { Letter } from './readers.ts';

/** Settles that one is to have no effect. */
export async function discardLetter(shop: Shop, id: string): Promise<void> {
  const { service } = await findLetter(shop, id);
  const letter = await shop.ask<Letter>(service, `/dead-letters/${encodeURIComponent(id)}/discard`, 'POST');
  const { topic, partition, offset } = letter;
  console.log(
    shop.json ? JSON.stringify({ service, ...letter }) : `discarded  ${id}  ${topic}[${partition}]@${offset}`,
  );
}
