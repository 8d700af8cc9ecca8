import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { failureOf, fold, owed, owedRefund, refundable, statusOf, type Entry } from './payment.ts';

const orderId = '0198c0de-0000-7000-8000-000000000001';

/** What may come to a payment, in any order and again; each adds the entries that the service would write. */
type Command =
  | { does: 'intend' | 'cancel' | 'capture' | 'decline' }
  | { does: 'request'; cents: number }
  | { does: 'answer'; nth: number; succeeds: boolean };

const commands = (): fc.Arbitrary<Command[]> =>
  fc.array(
    fc.oneof(
      fc.record({
        does: fc.constantFrom('intend' as const, 'cancel' as const, 'capture' as const, 'decline' as const),
      }),
      fc.record({ does: fc.constant('request' as const), cents: fc.integer({ min: 1, max: 120 }) }),
      fc.record({ does: fc.constant('answer' as const), nth: fc.nat(3), succeeds: fc.boolean() }),
    ),
    { maxLength: 30 },
  );

const openOf = (entries: readonly Entry[]): Entry[] =>
  entries.filter(
    ({ kind, key }) =>
      kind === 'refund_requested' &&
      !entries.some((other) => other.key === key && (other.kind === 'refunded' || other.kind === 'refund_declined')),
  );

function obey(total: number, entries: readonly Entry[], command: Command): Entry[] {
  const of = fold(entries);
  const status = statusOf(of);
  const written: Entry[] = [];
  if (command.does === 'intend' && entries.length === 0) written.push({ kind: 'intended', amount_cents: total });
  if (command.does === 'cancel' && !of.refund_wanted) written.push({ kind: 'voided', amount_cents: total });
  if (command.does === 'capture' && status === 'processing') written.push({ kind: 'captured', amount_cents: total });
  if (command.does === 'decline' && status === 'processing')
    written.push({ kind: 'declined', amount_cents: total, reason: 'card_declined' });
  if (command.does === 'request' && of.open_cents === 0 && command.cents <= refundable(of))
    written.push({ kind: 'refund_requested', amount_cents: command.cents, key: `refund:${entries.length}` });
  if (command.does === 'answer') {
    const open = openOf(entries);
    const { key, amount_cents } = open[command.nth % Math.max(open.length, 1)] ?? {};
    if (key && amount_cents)
      written.push({ kind: command.succeeds ? 'refunded' : 'refund_declined', amount_cents, key });
  }
  const next = [...entries, ...written];
  const rest = owedRefund(orderId, next);
  return rest ? [...next, { kind: 'refund_requested', amount_cents: rest.amount_cents, key: rest.key }] : next;
}

test('whatever comes in whatever order: never more given back than captured, and never less owed than a cancel asks for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), commands(), (total, wanted) => {
      let entries: Entry[] = [];
      for (const command of wanted) {
        entries = obey(total, entries, command);
        const of = fold(entries);
        const captured = of.captured_cents ?? 0;
        expect(of.refunded_cents + of.open_cents).toBeLessThanOrEqual(captured);
        expect(Math.min(of.refunded_cents, of.open_cents, refundable(of))).toBeGreaterThanOrEqual(0);
        // Either it is given back or being given back: no cancel is forgotten.
        expect(owed(of)).toBe(0);
        if (of.refund_wanted) expect(of.refunded_cents + of.open_cents).toBe(captured);
        expect(of.open_cents).toBe(openOf(entries).reduce((sum, { amount_cents }) => sum + amount_cents, 0));
      }
      const keys = entries.filter(({ kind }) => kind === 'refund_requested').map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 2_000 },
  );
});

test('a final status absorbs: only a refund moves a captured payment, and nothing a failed one', () => {
  const after = {
    pending: ['pending', 'processing', 'failed'],
    processing: ['processing', 'succeeded', 'failed'],
    succeeded: ['succeeded', 'partially_refunded', 'refunded'],
    partially_refunded: ['partially_refunded', 'refunded'],
    refunded: ['refunded'],
    failed: ['failed'],
  };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), commands(), (total, wanted) => {
      let entries: Entry[] = [];
      for (const command of wanted) {
        const before = statusOf(fold(entries));
        entries = obey(total, entries, command);
        expect(after[before]).toContain(statusOf(fold(entries)));
      }
    }),
    { numRuns: 1_000 },
  );
});

test.each<[string, Entry['kind'][], string, string | null]>([
  ['nothing', [], 'pending', null],
  ['an intent', ['intended'], 'processing', null],
  ['a cancel alone', ['voided'], 'failed', 'order_cancelled'],
  ['a cancel of a charge under way', ['intended', 'voided'], 'processing', null],
  ['a decline after a cancel', ['intended', 'voided', 'declined'], 'failed', 'declined'],
  ['a capture after a cancel', ['intended', 'voided', 'captured'], 'succeeded', null],
  ['a capture of what was never intended', ['voided', 'captured'], 'succeeded', null],
])('%s: %p is %s', (_, kinds, status, failure) => {
  const of = fold(kinds.map((kind) => ({ kind, amount_cents: 100 })));
  expect([statusOf(of), failureOf(of)]).toEqual([status as never, failure]);
});

test('a declined refund of a cancel gets a new key, and a pause that doubles up to an hour', () => {
  const paid: Entry[] = ['intended', 'captured', 'voided'].map((kind) => ({
    kind: kind as Entry['kind'],
    amount_cents: 100,
  }));
  const asked = (n: number) => Array.from({ length: n }, (_, i) => `refund:${orderId}${i === 0 ? '' : `:${i + 1}`}`);
  const after = (n: number) =>
    owedRefund(orderId, [
      ...paid,
      ...asked(n).flatMap((key): Entry[] => [
        { kind: 'refund_requested', amount_cents: 100, key },
        { kind: 'refund_declined', amount_cents: 100, key },
      ]),
    ]);
  expect(after(0)).toEqual({ amount_cents: 100, key: `refund:${orderId}`, pauseMs: 0 });
  expect(after(1)).toEqual({ amount_cents: 100, key: `refund:${orderId}:2`, pauseMs: 1_000 });
  expect(after(3)).toEqual({ amount_cents: 100, key: `refund:${orderId}:4`, pauseMs: 4_000 });
  expect(after(40)?.pauseMs).toBe(3_600_000);
});
