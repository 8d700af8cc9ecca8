import type { Unsent } from './unsent.ts';

/** Looks at the whole outbox at least this far apart. */
const wholeEveryMs = 500;

/**
 * From which position on a look has to look. Sent rows leave dead entries at the front of the index of unsent ones, which
 * every look would step over until a vacuum. So only one look in half a second begins at the front; the others where the
 * front was two such looks ago. A transaction that commits later than that is seen by the next whole look.
 */
export class Floor {
  #before = 0;
  #last = 0;
  #next = 0;
  #wholeAt = -Infinity;
  #isWhole = false;

  /** Where the look begins that is made now. */
  from(): number {
    const now = performance.now();
    this.#isWhole = now - this.#wholeAt >= wholeEveryMs;
    if (this.#isWhole) this.#wholeAt = now;
    return this.#isWhole ? 0 : this.#before;
  }

  /** What that look saw. */
  saw(rows: readonly Unsent[]): void {
    const front = rows[0]?.position ?? this.#next;
    this.#next = Math.max(this.#next, (rows.at(-1)?.position ?? 0) + 1);
    if (!this.#isWhole) return;
    this.#before = this.#last;
    this.#last = front;
  }
}
