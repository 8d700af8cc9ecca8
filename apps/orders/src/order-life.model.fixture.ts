import fc from 'fast-check';
import type { Status } from './order.ts';

/** What may happen to an order of 99.99. An event comes again when its kind and number do. */
export type Step =
  | { do: 'cancel'; by: 'buyer' | 'admin' | 'stranger' }
  | { do: 'set'; status: 'shipped' | 'delivered' }
  | { do: 'hear'; events: Heard[] };

export type Heard =
  | { kind: 'attempted' | 'succeeded' | 'failed' | 'short'; n: number }
  | { kind: 'refunded'; cents: number; n: number };

export const totalCents = 9_999;

const n = fc.integer({ min: 1, max: 2 });
const heard: fc.Arbitrary<Heard> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('succeeded' as const), n }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('attempted' as const, 'failed' as const, 'short' as const), n }),
  },
  {
    weight: 4,
    // The last is more than was paid: forged.
    arbitrary: fc.record({
      kind: fc.constant('refunded' as const),
      cents: fc.constantFrom(2_000, 5_000, totalCents, 10_000),
      n,
    }),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('hear' as const), events: fc.array(heard, { minLength: 1, maxLength: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('cancel' as const),
      by: fc.constantFrom('buyer' as const, 'admin' as const, 'stranger' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      status: fc.constantFrom('shipped' as const, 'delivered' as const),
    }),
  },
);
export const life = fc.array(step, { minLength: 1, maxLength: 12 });

export const nameOf = (event: Heard): string =>
  event.kind === 'refunded' ? `refunded ${event.cents} ${event.n}` : `${event.kind} ${event.n}`;

/** An order as it should be, written down without the code under test. */
export class Model {
  readonly path: Status[] = ['pending'];
  refunded = 0;
  heard: ReadonlySet<string> = new Set();

  get status(): Status {
    return this.path.at(-1)!;
  }

  /** Takes the step and says how it ends. */
  take(step: Step): 'done' | 'refused' | 'unknown' | 'forged' {
    if (step.do === 'hear') return this.#hear(step.events);
    if (step.do === 'cancel') {
      if (step.by === 'stranger') return 'unknown';
      return this.#cancel('pending', 'paid') ? 'done' : 'refused';
    }
    if (this.status !== (step.status === 'shipped' ? 'paid' : 'shipped')) return 'refused';
    this.path.push(step.status);
    return 'done';
  }

  /** All in one transaction: a forged one takes the others with it. */
  #hear(events: readonly Heard[]): 'done' | 'forged' {
    if (events.some((event) => event.kind === 'refunded' && event.cents > totalCents)) return 'forged';
    for (const event of events) {
      if (this.heard.has(nameOf(event))) continue;
      this.heard = this.heard.union(new Set([nameOf(event)]));
      if (event.kind === 'succeeded' && this.status === 'pending') this.path.push('paid');
      if (event.kind === 'failed' && this.status === 'pending') this.path.push('failed');
      if (event.kind === 'short') this.#cancel('paid');
      if (event.kind === 'refunded') this.#refund(event.cents);
    }
    return 'done';
  }

  #cancel(...from: Status[]): boolean {
    if (!from.includes(this.status)) return false;
    this.path.push('cancelled');
    this.#refund(this.refunded);
    return true;
  }

  #refund(cents: number): void {
    this.refunded = Math.max(this.refunded, cents);
    if (this.status === 'cancelled' && this.refunded === totalCents) this.path.push('refunded');
  }
}
