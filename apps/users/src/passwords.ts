import { availableParallelism } from 'node:os';
import { Problem } from '@ecomm/runtime/problem';
import { bulkhead, BulkheadRejectedError } from 'cockatiel';

export interface Passwords {
  /** An argon2id hash in PHC form. */
  hash(password: string): Promise<string>;
  /** Whether `password` made `hash`; without a hash it takes as long and says no. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}

export interface PasswordOptions {
  /** Hashes computed at once: one core less than there are, so that other routes go on. */
  slots?: number;
  /** Hashes that may wait; about 2 s of work a slot, below the 3 s a request has. */
  waitingMax?: number;
}

/** OWASP Password Storage Cheat Sheet: argon2id, m = 19 MiB, t = 2, p = 1; 20 to 40 ms a hash. */
const argon2id = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const;

/** Hash of a password nobody has: what an unknown account's password is compared with. */
const nobody = Bun.password.hash(crypto.randomUUID(), argon2id);

/** Hashes and verifies, a few at a time; when too many wait, Problem 503 `service.overloaded` at once. */
export function passwords(options: PasswordOptions = {}): Passwords {
  const { slots = Math.max(1, availableParallelism() - 1), waitingMax = 60 * slots } = options;
  const queue = bulkhead(slots, waitingMax);
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await queue.execute(work);
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      throw new Problem(503, 'service.overloaded', 'Too many are signing in right now.', { retryAfterSeconds: 2 });
    }
  };
  return {
    hash: (password) => inTurn(() => Bun.password.hash(password, argon2id)),
    verify: (password, hash) =>
      inTurn(async () => (await Bun.password.verify(password, hash ?? (await nobody))) && hash !== undefined),
  };
}
