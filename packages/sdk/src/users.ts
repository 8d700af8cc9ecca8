import type { Client } from './client.ts';
import * as operations from './generated/users/sdk.gen.ts';
import type * as types from './generated/users/types.gen.ts';
import type { CallOptions, PageOptions } from './options.ts';
import { pages } from './pages.ts';
import { probes } from './probes.ts';
import { tokensOf, type Session } from './session.ts';

/** Accounts and who is signed in. After signup, login or refresh every call carries the token. */
export function users(client: Client, session: Session<types.Session>) {
  const keep = async (signedIn: types.Session): Promise<types.Session> => {
    await session.store.set(tokensOf(signedIn));
    return signedIn;
  };
  const list = async (query?: types.ListUsersData['query'], options?: CallOptions) =>
    operations.listUsers({ client, query, ...options });

  return {
    ...probes(client, operations),

    /** Creates an account and signs it in. */
    signup: async (body: types.SignUp, options?: CallOptions) =>
      keep(await operations.signUp({ client, body, ...options })),

    login: async (body: types.LogIn, options?: CallOptions) =>
      keep(await operations.logIn({ client, body, ...options })),

    /**
     * Trades the refresh token, the kept one unless given; a given one signs in. Whoever signed in or out meanwhile is
     * right. Needed by nobody for the kept one: an expired token is renewed by itself.
     */
    refresh: async (body?: types.RefreshToken) => {
      const kept = (await session.store.get())?.refresh_token;
      const refreshToken = body?.refresh_token ?? kept;
      if (!refreshToken) throw new TypeError('Nobody is signed in: log in, or pass { refresh_token }.');
      const renewed = await session.refresh(refreshToken); // and has kept the new ones, if it was the kept one
      const isUntouched = refreshToken !== kept && (await session.store.get())?.refresh_token === kept;
      return isUntouched ? keep(renewed) : renewed;
    },

    /** Ends the session; the tokens are forgotten here even when users does not answer. */
    logout: async (body?: types.RefreshToken, options?: CallOptions) => {
      const refresh_token = (body ?? (await session.store.get()))?.refresh_token;
      await session.store.set(undefined);
      if (!refresh_token) return;
      await operations.logOut({ client, body: { refresh_token }, meta: { repeatable: true }, ...options });
    },

    /** Revokes every refresh token: log in again before the access token is over. */
    changePassword: async (body: types.PasswordChange, options?: CallOptions) => {
      await operations.changePassword({ client, body, ...options });
    },

    me: async (options?: CallOptions) => operations.readMe({ client, ...options }),

    updateMe: async (body: types.OwnChange, options?: CallOptions) => operations.updateMe({ client, body, ...options }),

    /** One page of all accounts, newest first. For admins. */
    list,

    /** All accounts, newest first. For admins. */
    all: (query?: PageOptions, options?: CallOptions) => pages((cursor) => list({ ...query, ...cursor }, options)),

    get: async (id: number, options?: CallOptions) => operations.readUser({ client, path: { id }, ...options }),

    /** Gives an account another role, disables or enables it. For admins. */
    update: async (id: number, body: types.UserChange, options?: CallOptions) =>
      operations.updateUser({ client, path: { id }, body, ...options }),

    /** The public keys that tokens are verified with. */
    jwks: async (options?: CallOptions) => operations.readKeys({ client, ...options }),
  };
}
