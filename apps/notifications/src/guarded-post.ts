import { guard, type BreakerState } from '@ecomm/runtime/guard';
import type { Log } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import type { Delivery, Post } from './post.ts';

/** The mail server took no letter and refused none. */
class NoAnswer extends Error {
  readonly delivery: Delivery;

  constructor(delivery: Delivery) {
    super(`mail server: ${delivery.kind}`);
    this.delivery = delivery;
  }
}

const closed: Delivery = {
  kind: 'away',
  reason: 'the mail server did not answer others before, so it is left in peace',
};

/**
 * A post behind the one breaker and bulkhead of its server. A letter that is refused or put off is that letter's fault: a
 * server that says so is well. While the circuit is open the server is away, which costs no letter an attempt.
 */
export function guardedPost(post: Post, log: Log): Post & { state(): BreakerState } {
  const isFailure = (error: unknown): boolean => error instanceof NoAnswer;
  const calls = guard({ name: 'smtp', inFlightMax: post.slots, log, isFailure });
  return {
    ...post,
    state: () => calls.state(),
    send: async (letter) => {
      try {
        return await calls.run(async () => {
          const delivery = await post.send(letter);
          if (delivery.kind === 'away' || delivery.kind === 'unanswered') throw new NoAnswer(delivery);
          return delivery;
        });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return error.cause instanceof NoAnswer ? error.cause.delivery : closed;
      }
    },
  };
}
