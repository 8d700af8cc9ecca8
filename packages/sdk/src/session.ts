import { isShopError } from './shop-error.ts';

export interface Tokens {
  token: string;
  refresh_token: string;
}

/** Keeps the tokens of who is signed in: in memory, localStorage, a cookie, a file. */
export interface TokenStore {
  get(): Tokens | undefined | Promise<Tokens | undefined>;
  set(tokens: Tokens | undefined): void | Promise<void>;
}

/** A token, or what gives one. */
export type TokenSource = string | (() => string | undefined | Promise<string | undefined>);

/** Gives each request its token and renews it when it is over. */
export interface Session<Renewed extends Tokens = Tokens> {
  store: TokenStore;
  /** For the next request; renewed first when it is known to be over. */
  token(): Promise<string | undefined>;
  /** Another token for one that was refused; undefined when there is none to get. */
  renew(refused: string | undefined): Promise<string | undefined>;
  /** Trades a refresh token. It is good for one use only, so all who ask for the same one share one answer. */
  refresh(refreshToken: string): Promise<Renewed>;
}

interface SessionOptions<Renewed> {
  token?: TokenSource | undefined;
  tokens?: TokenStore | Tokens | undefined;
  trade(refreshToken: string): Promise<Renewed>;
}

export function createSession<Renewed extends Tokens>(options: SessionOptions<Renewed>): Session<Renewed> {
  const { token: source, tokens, trade } = options;
  const store = tokens && 'get' in tokens ? tokens : memory(tokens);
  let latest: { refreshToken: string; answer: Promise<Renewed> } | undefined;
  let clockIsWrong = false;

  function refresh(refreshToken: string): Promise<Renewed> {
    if (latest?.refreshToken !== refreshToken) latest = { refreshToken, answer: exchange(refreshToken) };
    return latest.answer;
  }

  /** Whoever signed in or out meanwhile is right: the store is touched only while it holds what was traded. */
  async function exchange(refreshToken: string): Promise<Renewed> {
    const isCurrent = async (): Promise<boolean> => (await store.get())?.refresh_token === refreshToken;
    try {
      const renewed = await trade(refreshToken);
      clockIsWrong = isOver(renewed.token);
      if (await isCurrent()) await store.set(tokensOf(renewed));
      return renewed;
    } catch (error) {
      latest = undefined;
      if (isShopError(error) && error.status === 401 && (await isCurrent())) await store.set(undefined);
      throw error;
    }
  }

  async function renew(refused: string | undefined): Promise<string | undefined> {
    if (source !== undefined) return undefined;
    const old = await store.get();
    if (!old || old.token !== refused) return old?.token;
    const renewed = await refresh(old.refresh_token).catch(async (error: unknown) => {
      const now = await store.get();
      if (!now || now.refresh_token === old.refresh_token) throw error;
      return now; // another tab was quicker
    });
    return renewed.token;
  }

  async function token(): Promise<string | undefined> {
    if (source !== undefined) return typeof source === 'function' ? source() : source;
    const kept = (await store.get())?.token;
    return kept !== undefined && !clockIsWrong && isOver(kept) ? renew(kept) : kept;
  }

  return { store, token, renew, refresh };
}

/** Only the pair, whatever else came with it. */
export const tokensOf = ({ token, refresh_token }: Tokens): Tokens => ({ token, refresh_token });

function memory(tokens: Tokens | undefined): TokenStore {
  let kept = tokens;
  return { get: () => kept, set: (tokens) => void (kept = tokens) };
}

/** By the token's own `exp` claim; a token that cannot be read is left for the service to judge. */
function isOver(token: string): boolean {
  try {
    const claims = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { exp } = JSON.parse(atob(claims)) as { exp?: unknown };
    return typeof exp === 'number' && exp * 1000 <= Date.now();
  } catch {
    return false;
  }
}
