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
import type { Log } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';

export type BreakerState = 'closed' | 'open' | 'half_open';

const retryDelayMaxMs = 80;

/** The dependency gave no answer of its own. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  /** Whether another attempt is allowed and there is time for one. */
  readonly again: boolean;

  constructor(cause: unknown, repeatable: boolean, by: number) {
    super('no answer', { cause });
    this.again = repeatable && Date.now() + retryDelayMaxMs < by;
  }
}

/**
 * One dependency's policy: at most `inFlightMax` calls at a time; none for a second after five failures in a row,
 * then one to try; ≤ 3 attempts with jitter. An answer that is a Problem of status 503 is a failure too.
 */
export function guard({ name, inFlightMax, log }: { name: string; inFlightMax: number; log: Log }) {
  const places = bulkhead(inFlightMax);
  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof Unreachable).orWhenResult((answer) => isDown(answer)),
    { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) },
  );
  const attempts = retry(
    handleWhen((error) => error instanceof Unreachable && error.again),
    { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 20, maxDelay: retryDelayMaxMs }) },
  );
  breaker.onBreak(() => log.warn({ dependency: name }, `${name} does not answer: circuit open`));
  breaker.onReset(() => log.info({ dependency: name }, `${name} answers again: circuit closed`));

  return {
    state: (): BreakerState =>
      breaker.state === CircuitState.Closed ? 'closed' : breaker.state === CircuitState.HalfOpen ? 'half_open' : 'open',
    run: async (attempt: () => Promise<unknown>): Promise<unknown> => {
      try {
        // While one call tries whether it is back, the others would wait for its outcome.
        if (breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
        return await places.execute(() => breaker.execute(() => attempts.execute(attempt)));
      } catch (error) {
        if (error instanceof Problem) throw error;
        if (error instanceof BulkheadRejectedError)
          throw new Problem(503, 'service.overloaded', `Too many calls to ${name} are under way.`, again(error));
        throw new Problem(503, `${name}.unavailable`, `The ${name} service does not answer.`, again(error));
      }
    },
  };
}

const isDown = (answer: unknown): boolean => answer instanceof Problem && answer.status === 503;
const again = (cause: unknown) => ({ retryAfterSeconds: 1, cause });
