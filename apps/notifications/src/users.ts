import { UserServiceClient } from '@ecomm/contracts/rpc/users';
import { client, type ClientOptions } from '@ecomm/rpc/client';
import { Problem } from '@ecomm/runtime/problem';
import type { Contact } from './mail.ts';

/** The port to users. */
export interface Users {
  /** Undefined when there is no such user; Problem 503 `users.unavailable` when users does not answer. */
  find(userId: number): Promise<Contact | undefined>;
}

/** users by gRPC. */
export function users(options: Omit<ClientOptions, 'name'>) {
  const rpc = client(UserServiceClient, { name: 'users', ...options });
  const port: Users = {
    find: async (user_id) => {
      try {
        const { email, first_name, last_name } = await rpc.getUser({ user_id });
        return { email, first_name: first_name || null, last_name: last_name || null };
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return undefined;
        throw error;
      }
    },
  };
  return { ...port, state: () => rpc.state() };
}
