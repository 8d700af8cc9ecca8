import type { Bench } from '../open-bench.ts';
import type { Contestant, Round } from './round.ts';

/**
 * All contestants in turn, A B C A B C, so that what else the machine does meets them all. Gives the rounds of each. `between`
 * is done before each round.
 */
export async function alternate(
  { scale, say }: Pick<Bench, 'scale' | 'say'>,
  what: string,
  contestants: readonly Contestant[],
  between: () => Promise<void> = async () => {},
): Promise<Round[][]> {
  const { rounds, roundMs, warmUpMs } = scale;
  say(`${what}: ${contestants.map(({ name }) => name).join(', ')}; ${rounds} rounds of ${roundMs / 1000} s each`);
  for (const contestant of contestants) {
    await between();
    await contestant.round(warmUpMs);
  }
  const done: Round[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, contestant] of contestants.entries()) {
      await between();
      done[at]!.push(await contestant.round(roundMs));
    }
  }
  return done;
}
