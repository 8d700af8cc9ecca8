import { demoAdmin } from '@ecomm/tools/shop/table';
import type { TestShop } from '../../src/shop.fixture.ts';
import type { Send } from './send-request.ts';

/** Somebody who is signed in. */
export interface Account {
  id: number;
  email: string;
  /** An access token that is good for some minutes more, as far as its owner knows. */
  token(): Promise<string>;
  /** It was refused: the next is a new one. */
  refused(): void;
}

interface Session {
  token: string;
  refresh_token: string;
  userId: number;
}

/** Tokens last 15 min. */
const renewAfterMs = 10 * 60_000;
const password = 'chaos-pass-123456';
const atOnce = 4;
const triesMax = 5;

/** Fresh customers, a few at a time: each sign-up hashes a password. Each is in the journal. */
export async function signUpBuyers(shop: TestShop, send: Send, count: number): Promise<Account[]> {
  const buyers: Account[] = [];
  let started = 0;
  const next = async (): Promise<void> => {
    while (started < count) {
      started += 1;
      buyers.push(await signUp(shop, send));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return buyers;
}

/** Each try has an address of its own: of one whose answer was lost nobody knows whether it is taken. */
async function signUp(shop: TestShop, send: Send): Promise<Account> {
  for (let tries = 1; ; tries++) {
    const email = `buyer-${crypto.randomUUID()}@example.com`;
    const url = `${shop.url('users')}/auth/signup`;
    const json = { email, password };
    const { entry, value } = await send<Session>({ request: 'sign-up', url, method: 'POST', userId: 0, json });
    if (value) {
      entry.userId = value.userId;
      return account(shop, json, value);
    }
    const { status = 'nothing', code = '' } = entry;
    if (tries === triesMax) throw new Error(`${tries} sign-ups were not taken, the last answered ${status} ${code}`);
  }
}

export async function logInAdmin(shop: TestShop): Promise<Account> {
  const session = await ask(shop, 'login', demoAdmin);
  if (!session) throw new Error('the admin cannot log in');
  return account(shop, demoAdmin, session);
}

function account(shop: TestShop, credentials: { email: string; password: string }, first: Session): Account {
  let session = first;
  let renewedAt = performance.now();
  let renewing: Promise<void> | undefined;
  const renew = async (): Promise<void> => {
    const { refresh_token } = session;
    // A refresh whose answer was lost has used up its token: then the password is asked for.
    const next = (await ask(shop, 'refresh', { refresh_token })) ?? (await ask(shop, 'login', credentials));
    if (!next) return; // users is down: the old one may still do
    session = next;
    renewedAt = performance.now();
  };
  return {
    id: first.userId,
    email: credentials.email,
    token: async () => {
      if (performance.now() - renewedAt > renewAfterMs)
        await (renewing ??= renew().finally(() => (renewing = undefined)));
      return session.token;
    },
    refused: () => void (renewedAt = -Infinity),
  };
}

async function ask(shop: TestShop, what: 'login' | 'refresh', body: unknown): Promise<Session | undefined> {
  try {
    const response = await fetch(`${shop.url('users')}/auth/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5_000),
    });
    return response.ok ? ((await response.json()) as Session) : undefined;
  } catch {
    return undefined;
  }
}
