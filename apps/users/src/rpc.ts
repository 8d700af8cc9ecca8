import { UserServiceService } from '@ecomm/contracts/rpc/users';
import { serviceDef } from '@ecomm/rpc/service';
import type { Deps } from './deps.ts';
import { getUser } from './read-users.ts';

/** gRPC: one line a method. */
export const rpc = (deps: Pick<Deps, 'db'>) => [
  serviceDef(UserServiceService, { getUser: ({ user_id }) => getUser(deps, user_id) }),
];
