import type { Payment, RefundRequest } from '@ecomm/contracts/http/payments';
import { toAmount, toCents } from '@ecomm/contracts/money';
import type { Db, Tx } from '@ecomm/database/connect';
import { isOutcomeUnknown } from '@ecomm/database/errors';
import { runSql } from '@ecomm/database/run-sql';
import { claim, fingerprint, finish, lapse, release, type Claim, type Replay } from '@ecomm/http/idempotency';
import type { Caller } from '@ecomm/http/operation';
import { Problem } from '@ecomm/runtime/problem';
import { leaseRefund } from './ask-refund.ts';
import { lockPayment } from './payment-entries.ts';
import { refundable } from './payment.ts';
import { readPayment, unknownPayment } from './read-payments.ts';
import type { Refunder } from './refunder.ts';
import { requestRefund } from './request-refund.ts';

export interface RefundPaymentDeps {
  db: Db;
  refunder: Pick<Refunder, 'refund'>;
  /** How long a request waits for the provider's answer; below the deadline of HTTP handlers. */
  waitMs?: number;
}

export interface Refunding {
  caller: Caller;
  transactionId: string;
  wish: RefundRequest;
  key?: string | undefined;
}

/**
 * POST /:transactionId/refund → a refund row under the payment's row lock, then the provider → the payment. It is made
 * once for an Idempotency-Key: a repeat finds it by the id that the key drew, and answers what came of it.
 */
export async function refundPayment(deps: RefundPaymentDeps, refunding: Refunding): Promise<Payment | Replay> {
  const { caller, transactionId, wish, key } = refunding;
  const operation = fingerprint(`refundPayment ${transactionId}`, wish);
  const claimed = key ? await claim(deps.db, { userId: caller.id, key, fingerprint: operation }) : undefined;
  if (claimed?.kind === 'replay') return claimed;

  const id = claimed?.id ?? Bun.randomUUIDv7();
  try {
    await deps.db.transaction((tx) => request(tx, id, transactionId, wish));
    await driven(deps, id);
    return await answer(deps.db, refunding, claimed);
  } catch (error) {
    await endClaim(deps.db, claimed, error);
    throw error;
  }
}

const known = `select 1 from refunds where id = $1`;
const underWay = `select 1 from refunds where transaction_id = $1 and status = 'open'`;

async function request(tx: Tx, id: string, transactionId: string, { amount }: RefundRequest): Promise<void> {
  const payment = await lockPayment(tx, 'transaction_id', transactionId);
  if (!payment) throw unknownPayment();
  if ((await runSql(tx, known, [id])).length > 0) return; // this key has been here
  if (payment.of.captured_cents === null)
    throw new Problem(409, 'payment.not_captured', 'Nothing was captured of this payment.');
  if ((await runSql(tx, underWay, [transactionId])).length > 0) throw inProgress();
  const left = refundable(payment.of);
  const amount_cents = amount === undefined ? left : toCents(amount);
  if (amount_cents > left || left === 0)
    throw new Problem(422, 'refund.exceeds_captured', `At most ${toAmount(left)} can be refunded.`);
  await requestRefund(tx, payment, { id, key: `refund:${id}`, amount_cents, reason: 'requested' });
}

const lookMs = 50;
const reading = `select status from refunds where id = $1`;

/** Asks now, or waits for who asks; throws unless the provider says that the money went back, in time. */
async function driven({ db, refunder, waitMs = 2_000 }: RefundPaymentDeps, id: string): Promise<void> {
  const end = performance.now() + waitMs;
  for (;;) {
    const due = await leaseRefund(db, id);
    const left = Bun.sleep(Math.max(0, end - performance.now()));
    if (due) await Promise.race([refunder.refund(due), left]);
    const [refund] = await runSql<{ status: string }>(db, reading, [id]);
    if (refund!.status === 'succeeded') return;
    if (refund!.status === 'declined') throw new Problem(409, 'refund.declined', 'The provider declined the refund.');
    if (performance.now() >= end) throw inProgress();
    await Promise.race([Bun.sleep(lookMs), left]);
  }
}

async function answer(db: Db, { caller, transactionId }: Refunding, claimed: Claim | undefined): Promise<Payment> {
  const payment = await readPayment(db, caller, transactionId);
  if (claimed) await db.transaction((tx) => finish(tx, claimed, { status: 200, body: payment }));
  return payment;
}

/** A refusal gives the key back; a refund under way keeps it with its id, for the next request to take over at once. */
async function endClaim(db: Db, claimed: Claim | undefined, error: unknown): Promise<void> {
  if (!claimed || isOutcomeUnknown(error)) return;
  const isRefused = error instanceof Problem && error.status < 500 && error.code !== 'refund.in_progress';
  await (isRefused ? release : lapse)(db, claimed).catch(() => undefined); // its lease ends by itself
}

const inProgress = (): Problem =>
  new Problem(409, 'refund.in_progress', 'A refund of this payment is under way: ask again with the same key.', {
    retryAfterSeconds: 1,
  });
