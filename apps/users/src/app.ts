import { contract } from '@ecomm/contracts/http/users';
import asyncapi from '@ecomm/contracts/asyncapi.json';
import document from '@ecomm/contracts/openapi/users.json';
import type { Edge } from '@ecomm/http/edge';
import type { health } from '@ecomm/http/health';
import { implement } from '@ecomm/http/implement';
import { changePassword } from './change-password.ts';
import type { Deps } from './deps.ts';
import { logIn } from './log-in.ts';
import { logOut } from './log-out.ts';
import { listUsers, readUser, readUserAs } from './read-users.ts';
import { refreshSession } from './refresh-session.ts';
import { signUp } from './sign-up.ts';
import { updateMe } from './update-me.ts';
import { updateUser } from './update-user.ts';

export interface AppDeps extends Deps {
  health: Omit<ReturnType<typeof health>, 'stopping'>;
  edge: Omit<Edge, 'document' | 'asyncapi'>;
}

/** HTTP: the contract's operations, one line each. */
export const app = (deps: AppDeps) =>
  implement(
    contract,
    {
      signUp: ({ body, address, set }) => unstored(set, signUp(deps, body, address)),
      logIn: ({ body, address, set }) => unstored(set, logIn(deps, body, address)),
      refreshSession: ({ body, set }) => unstored(set, refreshSession(deps, body.refresh_token)),
      logOut: ({ body }) => logOut(deps, body.refresh_token),
      changePassword: ({ caller, body, address }) => changePassword(deps, caller, body, address),
      readMe: ({ caller }) => readUser(deps.db, caller.id),
      updateMe: ({ caller, body }) => updateMe(deps, caller, body),
      listUsers: ({ query }) => listUsers(deps, query),
      readUser: ({ caller, params }) => readUserAs(deps, caller, params.id),
      updateUser: ({ params, body }) => updateUser(deps, params.id, body),
      readKeys: async ({ set }) => {
        const keys = await deps.keyring.publicKeys();
        set.headers['cache-control'] = 'public, max-age=60';
        return keys;
      },
      ...deps.health,
    },
    { ...deps.edge, document, asyncapi },
  );

/** An answer with tokens stays out of caches (RFC 6749 §5.1). */
const unstored = <T>({ headers }: { headers: Record<string, string> }, answer: T): T => {
  headers['cache-control'] = 'no-store';
  return answer;
};
