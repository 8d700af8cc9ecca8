import { CannotStart } from '../shop/cannot-start.ts';
import { Refused, type Shop } from './client.ts';
import type { LetterDetail, Reader } from './readers.ts';

/** The letter and whose it is: its id does not say, so each service is asked. Throws `CannotStart` when none has it. */
export async function findLetter(
  { services, ask }: Shop,
  id: string,
): Promise<{ service: Reader; letter: LetterDetail }> {
  const silent: string[] = [];
  for (const service of services) {
    try {
      return { service, letter: await ask<LetterDetail>(service, `/dead-letters/${encodeURIComponent(id)}`) };
    } catch (error) {
      if (!(error instanceof CannotStart)) throw error;
      const isUnknown = error instanceof Refused && error.status === 404;
      if (!isUnknown) silent.push(error.message);
    }
  }
  const unknown = `There is no dead letter ${id}; bun run dlq list shows those there are.`;
  throw new CannotStart(silent.length > 0 ? silent.join('\n') : unknown);
}
