import { Problem } from '@ecomm/runtime/problem';
import { detached } from '@ecomm/runtime/trace';

/** What contends: a product, a buyer. */
export type Key = number | string;

export interface LanesOptions {
  /** How much is under way at once. */
  inFlightMax: number;
  /** How many go together. */
  batchMax: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly keys: readonly Key[];
  readonly outcome: PromiseWithResolvers<Result>;
}

const waitingMax = 1_000;

/**
 * Work that goes together where it would have to wait anyway. What finds a place free and its keys not under way starts at
 * once; the rest waits, and goes together with all that wait by then, in the order in which they came. So a hot key is
 * taken once for many, much work costs less, and nobody waits for a timer. None overtakes another that waits for the same key.
 */
export class Lanes<Item, Result> {
  readonly #run: (items: readonly Item[]) => Promise<readonly (Result | Promise<Result>)[]>;
  readonly #options: LanesOptions;
  readonly #busy = new Set<Key>();
  #inFlight = 0;
  #waiting: Waiting<Item, Result>[] = [];

  /** `run` gives a result for each of its items, in their order; where it throws, all of them fail with that. */
  constructor(run: (items: readonly Item[]) => Promise<readonly (Result | Promise<Result>)[]>, options: LanesOptions) {
    this.#run = run;
    this.#options = options;
  }

  /** Rejects with 503 `service.overloaded` where too many wait already. */
  async enter(item: Item, keys: readonly Key[] = []): Promise<Result> {
    if (this.#waiting.length >= waitingMax)
      throw new Problem(503, 'service.overloaded', 'Too many wait for the same: try again.', { retryAfterSeconds: 1 });
    const outcome = Promise.withResolvers<Result>();
    this.#waiting.push({ item, keys, outcome });
    this.#start();
    return outcome.promise;
  }

  #start(): void {
    const { inFlightMax, batchMax } = this.#options;
    if (this.#inFlight >= inFlightMax) return;
    const blocked = new Set(this.#busy);
    const batch: Waiting<Item, Result>[] = [];
    const later: Waiting<Item, Result>[] = [];
    for (const one of this.#waiting) {
      const goes = batch.length < batchMax && !one.keys.some((key) => blocked.has(key));
      (goes ? batch : later).push(one);
      if (!goes) for (const key of one.keys) blocked.add(key);
    }
    this.#waiting = later;
    if (batch.length > 0) void this.#go(batch);
  }

  async #go(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const keys = new Set(batch.flatMap((one) => one.keys));
    for (const key of keys) this.#busy.add(key);
    this.#inFlight += 1;
    try {
      const results = await this.#run(batch.map(({ item }) => item));
      batch.forEach(({ outcome }, at) => outcome.resolve(results[at]!));
    } catch (error) {
      for (const { outcome } of batch) outcome.reject(error);
    } finally {
      this.#inFlight -= 1;
      for (const key of keys) this.#busy.delete(key);
      // What goes next is not of this one's trace.
      if (this.#waiting.length > 0) detached(() => this.#start());
    }
  }
}
