import { testIssuer } from '@ecomm/testing/tokens';

export interface OwnKeys {
  /** In place of users: where the keys of tokens are. */
  usersUrl: string;
  keysUrl: string;
  /** A customer's token. */
  sign(userId: number): Promise<string>;
}

/** Tokens for as many buyers as one likes, without sign-ups: of keys that are served here in place of users'. */
export async function ownKeys(cleanup: AsyncDisposableStack): Promise<OwnKeys> {
  const issuer = await testIssuer();
  const keys = await issuer.keys();
  const path = '/.well-known/jwks.json';
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', routes: { [path]: () => Response.json(keys) } });
  cleanup.defer(() => server.stop(true));
  const usersUrl = `http://127.0.0.1:${server.port}`;
  return {
    usersUrl,
    keysUrl: `${usersUrl}${path}`,
    sign: (userId) => issuer.sign({ sub: userId, expiresIn: 3_600 }),
  };
}
