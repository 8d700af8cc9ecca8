export interface Violation {
  sentence: string;
  orderId?: string;
}

export interface Verdict {
  /** `I7` */
  invariant: string;
  /** The sentence of the guarantee. */
  says: string;
  /** How many things were looked at; 0 proves nothing. */
  checked: number;
  violations: Violation[];
  /** What is counted beside it. */
  note?: string;
}

/** Counts what is looked at and keeps what is wrong. */
export class Inquiry {
  readonly #invariant: string;
  readonly #says: string;
  readonly #violations: Violation[] = [];
  #checked = 0;

  constructor(invariant: string, says: string) {
    this.#invariant = invariant;
    this.#says = says;
  }

  /** One thing that must hold; `sentence` says what is the case where it does not. */
  check(holds: boolean, sentence: () => string, orderId?: string | null): void {
    this.#checked += 1;
    if (!holds) this.#violations.push({ sentence: sentence(), ...(orderId ? { orderId } : {}) });
  }

  verdict(note?: string): Verdict {
    return {
      invariant: this.#invariant,
      says: this.#says,
      checked: this.#checked,
      violations: this.#violations,
      ...(note === undefined ? {} : { note }),
    };
  }
}
