import { UserServiceClient } from '@ecomm/contracts/rpc/users';
import { client, type ClientOptions } from '@ecomm/rpc/client';
import { Problem } from '@ecomm/runtime/problem';
import { LRUCache } from 'lru-cache';

/** The port to users. */
export interface Buyers {
  /** Throws unless this user may buy. */
  check(userId: number): Promise<void>;
}

interface Seen {
  isActive: boolean;
  at: number;
}

const freshMs = 30_000;
const staleMs = 10 * 60_000;
const deadlineMs = 1_000;

/** users by gRPC, asked once in 30 s a buyer. While users is down, a buyer seen in the last 10 minutes can go on. */
export function buyers(options: Omit<ClientOptions, 'name'>, now: () => number = Date.now) {
  const users = client(UserServiceClient, { name: 'users', ...options });
  const seen = new LRUCache<number, Seen>({ max: 50_000 });

  const look = async (userId: number): Promise<Seen> => {
    const known = seen.get(userId);
    if (known && now() - known.at < freshMs) return known;
    try {
      const { is_active } = await users.getUser({ user_id: userId }, { deadlineMs });
      const fresh = { isActive: is_active, at: now() };
      seen.set(userId, fresh);
      return fresh;
    } catch (error) {
      const down = error instanceof Problem && error.status === 503;
      if (down && known && now() - known.at < staleMs) return known;
      throw error instanceof Problem && error.status === 404 ? unknownBuyer(error) : error;
    }
  };

  const port: Buyers = {
    check: async (userId) => {
      const { isActive } = await look(userId);
      if (!isActive) throw new Problem(403, 'auth.account_disabled', 'This account is disabled');
    },
  };
  return { ...port, state: users.state };
}

const unknownBuyer = (cause: unknown): Problem =>
  new Problem(401, 'auth.invalid_token', 'The account of this token does not exist', { cause });
