import type { Account } from './buyers.ts';
import type { Answer, Ask, Send } from './send-request.ts';

export interface Tried<T> {
  value: T | undefined;
  /** What the client knows at the end of its tries. */
  outcome: 'acked' | 'failed' | 'unknown';
}

/**
 * Asks as a careful client does: the same again, under the same key, while nobody knows what became of it or it is still
 * under way, until `giveUpAfterMs` is over. Each try is in the journal.
 */
export async function tryCarefully<T>(
  send: Send,
  account: Account,
  ask: Omit<Ask, 'token' | 'userId'>,
  giveUpAfterMs = 20_000,
): Promise<Tried<T>> {
  const end = performance.now() + giveUpAfterMs;
  let wasUnknown = false;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 1_000)) {
    const answer = await send<T>({ ...ask, userId: account.id, token: await account.token() });
    const { outcome, status } = answer.entry;
    if (status === 401) account.refused();
    if (outcome === 'acked') return { value: answer.value, outcome };
    wasUnknown ||= outcome === 'unknown';
    if (!isWorthATry(answer) || performance.now() > end)
      return { value: undefined, outcome: wasUnknown ? 'unknown' : 'failed' };
    await Bun.sleep(pauseMs * (0.5 + Math.random()));
  }
}

const isWorthATry = ({ entry: { outcome, status, code } }: Answer<unknown>): boolean =>
  outcome === 'unknown' || status === 401 || (status === 409 && (code?.endsWith('.in_progress') ?? false));
