import type { ProblemCode, ProblemMembers } from './generated/contract.gen.ts';
import type { Problem } from './generated/orders/types.gen.ts';

/** What this side says when no service did: nobody answered, no time was left, or the answer was not the contract's. */
export type ClientCode = 'client.unreachable' | 'client.timeout' | 'client.unexpected_answer';

export type ShopErrorCode = ProblemCode | ClientCode;

/** RFC 9457 problem with one of these codes. */
export type ProblemOf<C extends ShopErrorCode> = Problem & { code: C } & MembersOf<C> & Record<string, unknown>;

type MembersOf<C extends ShopErrorCode> = [C] extends [keyof ProblemMembers] ? ProblemMembers[C] : unknown;

/**
 * Why a call failed. `code` is stable: `error.is('stock.insufficient')` tells one and types `error.problem`. `status` is 0
 * when no service answered (`client.unreachable`, `client.timeout`).
 */
export class ShopError<C extends ShopErrorCode = ShopErrorCode> extends Error {
  override readonly name = 'ShopError';
  readonly status: number;
  readonly code: C;
  /** One sentence for people. */
  readonly detail: string;
  /** What is wrong where, for invalid input. */
  readonly errors: Problem['errors'];
  /** Names this call in every service's log. */
  readonly traceId: string;
  readonly problem: ProblemOf<C>;
  /** How long the service asks to wait before another try. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    problem: ProblemOf<C>,
    { retryAfterSeconds, cause }: { retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(`${problem.code}: ${problem.detail}`, { cause });
    this.problem = problem;
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.errors = problem.errors;
    this.traceId = problem.trace_id;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** Whether it is this code; then `problem` has its members. */
  is<K extends ShopErrorCode>(code: K): this is ShopError<K> {
    return isShopError(this, code);
  }
}

/** A ShopError of one of these codes; comparing its `code` tells which, and types its `problem`. */
export type ShopErrorOf<K extends ShopErrorCode> = { [C in K]: ShopError<C> }[K];

/** Whether a caught value is a ShopError, of this code when one is given. */
export function isShopError<K extends ShopErrorCode = ShopErrorCode>(
  error: unknown,
  code?: K,
): error is ShopErrorOf<K> {
  return error instanceof ShopError && (code === undefined || error.code === code);
}

/** A failure that this side found. */
export function clientError(
  code: ClientCode,
  detail: string,
  {
    status = 0,
    instance,
    traceId,
    ...rest
  }: { status?: number; instance: string; traceId: string; cause?: unknown; retryAfterSeconds?: number },
): ShopError {
  const type = `urn:ecomm:problem:${code}`;
  return new ShopError({ type, title: 'Client', status, detail, instance, code, trace_id: traceId }, rest);
}
