/** What is published: one topic a type, in order for each order. */
export interface Fact {
  id: string;
  type: string;
  order: number;
  status?: string;
  sequence?: number;
  refundedCents?: number;
}

/** How a transaction ends: `forgotten` is a crash after COMMIT, whose caller does not know of it and comes again. */
export type Fate = 'commits' | 'dies' | 'forgotten';

/** Rules that a test may take away, to see that they are missed. */
export type Rule = 'inbox' | 'late refund' | 'stock debt' | 'charge key' | 'conditional update';

/** A service whose rows are what survives: a transaction works on a copy, and a crash before COMMIT leaves no trace. */
export class Service<Rows extends object> {
  #rows: Rows;
  #inbox: ReadonlySet<string> = new Set();
  /** How far it has read: topic and order → count. */
  readonly offsets = new Map<string, number>();
  readonly #publish: (facts: readonly Fact[]) => void;
  readonly #hasInbox: boolean;

  constructor(rows: Rows, publish: (facts: readonly Fact[]) => void, without: ReadonlySet<Rule>) {
    this.#rows = rows;
    this.#publish = publish;
    this.#hasInbox = !without.has('inbox');
  }

  get rows(): Readonly<Rows> {
    return this.#rows;
  }

  /** What it writes and what it stages are kept together or not at all. */
  transaction(work: (rows: Rows, stage: (fact: Fact) => void) => void, fate: Fate): void {
    const rows = structuredClone(this.#rows);
    const staged: Fact[] = [];
    work(rows, (fact) => staged.push(fact));
    if (fate === 'dies') return;
    this.#rows = rows;
    this.#publish(staged);
  }

  /** Effect and inbox in one transaction; true where the offset may move on. */
  hear(fact: Fact, handler: (rows: Rows, stage: (fact: Fact) => void) => void, fate: Fate): boolean {
    if (!this.#hasInbox || !this.#inbox.has(fact.id)) {
      this.transaction(handler, fate);
      if (fate !== 'dies') this.#inbox = new Set([...this.#inbox, fact.id]);
    }
    return fate === 'commits';
  }
}
