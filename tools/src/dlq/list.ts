import pc from 'picocolors';
import { CannotStart } from '../shop/cannot-start.ts';
import { columns } from '../topic/columns.ts';
import type { Shop } from './client.ts';
import { allLetters, type Query } from './pages.ts';
import { printable } from './printable.ts';
import type { Letter } from './readers.ts';

const reasonMax = 60;

/** Of every service that answers; throws in the end when one did not. */
export async function listLetters(shop: Shop, query: Query): Promise<void> {
  const asked = await Promise.allSettled(
    shop.services.map(async (service) =>
      (await allLetters(shop, service, query)).map((letter) => ({ service, ...letter })),
    ),
  );
  const letters = asked
    .flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
    .toSorted((a, b) => b.id.localeCompare(a.id));
  if (shop.json) for (const letter of letters) console.log(JSON.stringify(letter));
  else if (letters.length > 0) console.log(tableOf(letters, shop.colour));
  const missing = asked.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
  const unexpected = missing.find((error) => !(error instanceof CannotStart));
  if (unexpected) throw unexpected;
  if (missing.length > 0) throw new CannotStart([...new Set(missing.map(({ message }) => message))].join('\n'));
  if (letters.length === 0 && !shop.json) console.log('There are no dead letters.');
}

function tableOf(letters: readonly Letter[], colour: boolean): string {
  const paint = pc.createColors(colour);
  const rows = letters.map(({ id, status, group, topic, partition, offset, attempts, last_at, reason }) => [
    id,
    status,
    group,
    `${topic}[${partition}]@${offset}`,
    attempts,
    last_at,
    printable(reason.length > reasonMax ? `${reason.slice(0, reasonMax - 1)}…` : reason),
  ]);
  const [head = '', ...lines] = columns(
    ['id', 'status', 'group', 'record', 'tries', 'last tried', 'reason'],
    rows,
  ).split('\n');
  return [paint.bold(head), ...lines].join('\n');
}
