import { Problem } from '@ecomm/runtime/problem';

/** A request that takes longer has waited for others: its service is asked for more than it can do. */
const slowMs = 1_000;
/** So many at a time are no overload, however slow they are. */
const limitMin = 16;
/** What a cut has changed shows in the requests that come after it. */
const cutEveryMs = 200;
const cutTo = 0.7;

/**
 * How many requests of one operation may be under way: `max` at most, fewer while they are slow, so that what is taken is
 * answered in time and the rest refused at once, instead of all being late (docs/adr/0033, design §3 rule 10).
 */
export class Slots {
  readonly #max: number;
  #limit: number;
  #busy = 0;
  #cutAt = -Infinity;

  constructor(max: number) {
    this.#max = max;
    this.#limit = max;
  }

  /** Throws 503 `service.overloaded` when none is free. */
  check(): void {
    if (this.#busy >= this.#limit)
      throw new Problem(503, 'service.overloaded', 'Too many requests at once: try again shortly.', {
        retryAfterSeconds: 1,
      });
  }

  take(): void {
    this.check();
    this.#busy += 1;
  }

  /** After so many milliseconds. */
  free(tookMs: number): void {
    const isFull = this.#busy * 2 > this.#limit;
    this.#busy -= 1;
    if (tookMs > slowMs) this.#cut();
    else if (isFull) this.#limit = Math.min(this.#max, this.#limit + 1);
  }

  #cut(): void {
    const now = performance.now();
    if (now - this.#cutAt < cutEveryMs) return;
    this.#cutAt = now;
    this.#limit = Math.max(Math.min(limitMin, this.#max), Math.floor(this.#limit * cutTo));
  }
}
