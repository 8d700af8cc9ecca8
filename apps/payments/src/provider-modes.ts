import type { Field } from '@ecomm/runtime/config';
import { aborted, type Provider } from './provider.ts';

const names = ['lose-answer', 'late-answer', 'twice', 'decline-refund'] as const;
type Mode = (typeof names)[number];

/** Share of the answers, 0 to 1, that each mode takes. */
export type Modes = Partial<Record<Mode, number>>;

/** `lose-answer@0.05,twice@0.1`: how the simulated provider misbehaves. */
export const modes: Field<Modes> = {
  fallback: '',
  parse: (text) =>
    Object.fromEntries(
      text
        .split(',')
        .filter(Boolean)
        .map((one) => {
          const [name, share = '1'] = one.trim().split('@');
          const known = names.find((mode) => mode === name);
          if (!known || !(Number(share) >= 0 && Number(share) <= 1))
            throw new Error(`must be like twice@0.05 with one of ${names.join(', ')}, not "${one}"`);
          return [known, Number(share)];
        }),
    ),
};

export interface MisbehaviourOptions {
  modes: Modes;
  /** Same seed, same draws. */
  seed: string;
}

/** How much later than its caller waits a late answer comes, at most. */
const latenessMaxMs = 1_000;

/**
 * A provider's misbehaviour for tests under faults: what it decided stands, but the answer never comes (`lose-answer`),
 * comes when nobody waits any more (`late-answer`), arrives twice (`twice`), or a refund is declined (`decline-refund`).
 */
export function misbehaviour({ modes, seed }: MisbehaviourOptions) {
  let drawn = 0;
  const draw = (): number => Bun.hash.xxHash32(`${seed}/${(drawn += 1)}`) / 2 ** 32;
  const hits = (mode: Mode): boolean => draw() < (modes[mode] ?? 0);

  const tampered =
    <Request, Answer>(ask: (request: Request, signal: AbortSignal) => Promise<Answer>) =>
    async (request: Request, signal: AbortSignal): Promise<Answer> => {
      const [lost, late] = [hits('lose-answer'), hits('late-answer')];
      const answer = await ask(request, signal);
      if (lost) await aborted(signal);
      if (late) {
        await aborted(signal).catch(() => undefined);
        await Bun.sleep(draw() * latenessMaxMs);
      }
      return answer;
    };

  return {
    declinesRefund: () => hits('decline-refund'),
    around: (provider: Provider): Provider => ({
      charge: tampered(provider.charge),
      refund: tampered(provider.refund),
    }),
    delivered:
      <Answer>(record: (answer: Answer) => Promise<void>) =>
      async (answer: Answer): Promise<void> => {
        await record(answer);
        if (hits('twice')) await record(answer);
      },
  };
}
