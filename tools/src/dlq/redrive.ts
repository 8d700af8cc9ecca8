import { CannotStart } from '../shop/cannot-start.ts';
import { Refused, type Shop } from './client.ts';
import { findLetter } from './find.ts';
import { allLetters } from './pages.ts';
import type { Letter, Reader } from './readers.ts';

/** Handles one again; throws `CannotStart` with the reason when it fails again. */
export async function redriveLetter(shop: Shop, id: string): Promise<void> {
  const { service } = await findLetter(shop, id);
  say(shop, service, await redrive(shop, service, id));
}

/** Every open one of a topic, oldest first, as its events came; goes on past those that are refused and names them in the end. */
export async function redriveAll(shop: Shop, topic: string): Promise<void> {
  const refused: string[] = [];
  let redriven = 0;
  for (const service of shop.services) {
    const letters = await allLetters(shop, service, { status: 'open', topic });
    for (const { id } of letters.toReversed()) {
      try {
        say(shop, service, await redrive(shop, service, id));
        redriven += 1;
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 409) throw error;
        refused.push(`${id}  ${error.message}`);
      }
    }
  }
  if (refused.length > 0) throw new CannotStart(`${refused.length} stay as they are:\n${refused.join('\n')}`);
  if (redriven === 0 && !shop.json) console.log(`${topic} has no open dead letters.`);
}

const redrive = ({ ask }: Shop, service: Reader, id: string): Promise<Letter> =>
  ask<Letter>(service, `/dead-letters/${encodeURIComponent(id)}/redrive`, 'POST');

function say({ json }: Shop, service: Reader, letter: Letter): void {
  const { id, topic, partition, offset, group } = letter;
  console.log(
    json ? JSON.stringify({ service, ...letter }) : `redriven  ${id}  ${topic}[${partition}]@${offset} by ${group}`,
  );
}
