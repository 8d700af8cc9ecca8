import {
  bulkhead,
  BrokenCircuitError,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
} from 'cockatiel';
import type { Log } from './log.ts';
import { counter, gauge } from './metrics.ts';
import { Problem } from './problem.ts';

export type BreakerState = 'closed' | 'open' | 'half_open';

const retryDelayMaxMs = 80;

const retries = counter('ecomm_retries_total', 'Calls made again because there was no answer.', ['dependency']);
const breakerState = gauge('ecomm_breaker_state', '0: closed, 1: half open, 2: open.', ['dependency']);
const stateNumber: Readonly<Record<BreakerState, number>> = { closed: 0, half_open: 1, open: 2 };

/** The dependency gave no answer of its own. Thrown by an attempt it may have another: others are never repeated. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  /** Whether another attempt is allowed and there is time for one. */
  readonly again: boolean;

  /** `by` in ms since the epoch: when the call must have its end. */
  constructor(cause: unknown, repeatable: boolean, by: number) {
    super('no answer', { cause });
    this.again = repeatable && Date.now() + retryDelayMaxMs < by;
  }
}

export interface GuardOptions {
  /** The dependency's, as in `users.unavailable`. */
  name: string;
  /** Calls under way at most; more are refused at once. */
  inFlightMax: number;
  log: Log;
  /** Whether what a call rejected with is the dependency's failure and not an answer; else a Problem below 500 is an answer. */
  isFailure?: (error: unknown) => boolean;
  /** Without a failure for so long, the dependency is probably back: see `run`. */
  quietMs?: number;
}

export interface Guard {
  state(): BreakerState;
  run<T>(attempt: () => Promise<T>): Promise<T>;
}

/**
 * One dependency's policy (design.md §3, rule 9): at most `inFlightMax` calls at a time; none for a second after five
 * failures in a row, then one to try; ≤ 3 attempts with jitter. An answer that rejects comes through as it is, and so does
 * any Problem; every other failure is Problem 503 `<name>.unavailable` with its cause.
 */
export function guard({ name, inFlightMax, log, isFailure = isNoAnswer, quietMs = 3_000 }: GuardOptions): Guard {
  let failedAt = -Infinity;
  const places = bulkhead(inFlightMax);
  const breaker = circuitBreaker(handleWhen(isFailure), {
    halfOpenAfter: 1_000,
    breaker: new ConsecutiveBreaker(5),
  });
  const attempts = retry(
    handleWhen((error) => error instanceof Unreachable && error.again),
    { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 20, maxDelay: retryDelayMaxMs }) },
  );
  breaker.onBreak(() => log.warn({ dependency: name }, `${name} does not answer: circuit open`));
  breaker.onReset(() => log.info({ dependency: name }, `${name} answers again: circuit closed`));
  const state = (): BreakerState =>
    breaker.state === CircuitState.Closed ? 'closed' : breaker.state === CircuitState.HalfOpen ? 'half_open' : 'open';
  retries.add(0, { dependency: name });
  attempts.onRetry(() => retries.add(1, { dependency: name }));
  breakerState.watch(() => stateNumber[state()], { dependency: name });

  const refusal = (error: unknown): unknown => {
    if (error instanceof BulkheadRejectedError)
      return new Problem(503, 'service.overloaded', `Too many calls to ${name} are under way.`, again(error));
    const isOurs = error instanceof BrokenCircuitError || isFailure(error);
    if (error instanceof Problem || !isOurs) return error;
    return new Problem(503, `${name}.unavailable`, `The ${name} service does not answer.`, again(error));
  };

  /** An answer that rejects ends a row of failures like any other: for the breaker it must not be an error. */
  const answerOf = async <T>(call: Promise<T>): Promise<{ answer: T } | { refused: unknown }> => {
    try {
      return { answer: await call };
    } catch (error) {
      if (isFailure(error)) throw error;
      return { refused: error };
    }
  };

  return {
    state,
    run: async (attempt) => {
      try {
        // While one call tries whether it is back, the others would wait for its outcome: in the midst of trouble they are
        // refused at once; when it is long over, nobody has called since, and they wait.
        const isTroubled = performance.now() - failedAt < quietMs;
        if (breaker.state === CircuitState.HalfOpen && isTroubled) throw new BrokenCircuitError();
        const outcome = await places.execute(() => breaker.execute(() => answerOf(attempts.execute(attempt))));
        if ('refused' in outcome) throw outcome.refused;
        return outcome.answer;
      } catch (error) {
        if (error instanceof BrokenCircuitError || isFailure(error)) failedAt = performance.now();
        throw refusal(error);
      }
    },
  };
}

const isNoAnswer = (error: unknown): boolean => !(error instanceof Problem && error.status < 500);
const again = (cause: unknown) => ({ retryAfterSeconds: 1, cause });
