import { serviceNames } from '@ecomm/tools/shop/services';
import type { Fault } from '../fault.ts';
import type { Copies } from '../options.ts';
import type { Result } from './run-result.ts';

/** What a run of whatever kind is given: where results go, and who closes what it opened. */
export interface Run {
  take(result: Result): Promise<void>;
  /** Somebody wants it to end: nothing more is begun. */
  isStopped(): boolean;
  onClose(close: () => Promise<void>): void;
  /** Results of a run that this one takes up again. */
  done: readonly Result[];
}

/** One shop, and what is tried on it. */
export interface Leg {
  seed: number;
  copies: Copies;
  faults: Fault[];
}

const worstSeeds = 3;

/**
 * Every group of faults on a shop of its own, so that what one has broken spoils no other and its audit stays short; the
 * worst again with two seeds more, and three copies of each service.
 */
export function planFull(faults: readonly Fault[], seed: number, copies: Copies): Leg[] {
  const groups = [...Map.groupBy(faults, ({ group }) => group).values()];
  const three = Object.fromEntries(serviceNames.map((name) => [name, 3])) as Copies;
  const worst = faults.filter((fault) => fault.worst);
  const more = Array.from({ length: worstSeeds - 1 }, (_, n) => ({ seed: seed + n + 1, copies: three, faults: worst }));
  return [...groups.map((group) => ({ seed, copies, faults: group })), ...more];
}

/** What of a plan is left to do. */
export function withoutDone(legs: readonly Leg[], done: readonly Result[]): Leg[] {
  const isDone = (seed: number, { name }: Fault): boolean =>
    done.some((result) => result.fault === name && result.seed === seed);
  return legs
    .map((leg) => ({ ...leg, faults: leg.faults.filter((fault) => !isDone(leg.seed, fault)) }))
    .filter(({ faults }) => faults.length > 0);
}
