import type { Snapshot, Unsent } from './unsent.ts';

/** Whole looks are at least this far apart. */
const wholeEveryMs = 500;

/**
 * From which position on a look has to look. Sent rows leave dead entries at the front of the index of unsent ones, which
 * every look would step over until a vacuum. So only one look in half a second is whole, from position 0. The others begin
 * where a whole look found the front, once each transaction that could still have put a row before that has ended and one
 * more whole look has seen what it put there.
 */
export class Floor {
  #from = 0;
  #candidate: { front: number; endedBy?: bigint } | undefined;
  #next = 0;
  #wholeAt = -Infinity;

  /** Whether the look that is made now should be whole. */
  get isWholeDue(): boolean {
    return performance.now() - this.#wholeAt >= wholeEveryMs;
  }

  /** Where another one begins. */
  get from(): number {
    return this.#from;
  }

  /** What a look saw, a whole one with the snapshot that was taken before it. */
  saw(rows: readonly Unsent[], snapshot?: Snapshot): void {
    const front = rows[0]?.position ?? this.#next;
    this.#next = Math.max(this.#next, (rows.at(-1)?.position ?? 0) + 1);
    if (!snapshot) return;
    this.#wholeAt = performance.now();
    this.#from = Math.min(this.#from, front);
    const candidate = this.#candidate;
    if (!candidate) this.#candidate = { front };
    // Who had put a row before that front, unseen, had begun by then: this snapshot was taken after that look.
    else if (candidate.endedBy === undefined) candidate.endedBy = snapshot.next;
    else if (snapshot.oldest >= candidate.endedBy) {
      this.#from = Math.min(candidate.front, front);
      this.#candidate = { front };
    }
  }
}
