import exec from 'k6/execution';
import { admin } from '../settings.ts';
import { comeBackLater, patiently } from './patiently.ts';
import { bodyOf, request } from './request.ts';

interface Session {
  token: string;
  signedInAt: number;
}

export interface Buyer extends Session {
  id: number;
  email: string;
}

const password = 'load-pass-123456';
/** Fresh customers of this run, one after another: each sign-up hashes a password, which is meant to be slow. */
export function signUpBuyers(count: number): Buyer[] {
  const run = Date.now().toString(36);
  let asked = 0;
  return Array.from({ length: count }, () => {
    let email = '';
    const answer = patiently(() => {
      email = `load-${run}-${++asked}@example.com`;
      return request('POST users/auth/signup', { body: { email, password }, expected: [201, ...comeBackLater] });
    });
    const { token, userId: id } = bodyOf(answer, 201) as { token: string; userId: number };
    return { id, email, token, signedInAt: Date.now() };
  });
}

/** A customer may have 20 pending orders: so many that those of half a minute are within it. */
export const buyersFor = (ordersPerSecond: number): Buyer[] =>
  signUpBuyers(Math.max(5, Math.ceil(ordersPerSecond * 1.5)));

/** The buyer whose turn it is: each virtual user is one of them, several the same where there are fewer. */
export const buyerOf = (buyers: Buyer[]): Buyer => buyers[(exec.vu.idInTest - 1) % buyers.length]!;

/** Well before a token's 15 minutes are over. */
const tokenLifeMs = 10 * 60_000;
/** Of this virtual user: each has modules of its own. */
const renewed = new Map<string, Session>();

/** The buyer's token, or a newer one where that has got old. */
export function tokenOf(buyer: Buyer): string {
  const { token, signedInAt } = renewed.get(buyer.email) ?? buyer;
  if (Date.now() - signedInAt < tokenLifeMs) return token;
  const session = { token: logIn({ email: buyer.email, password }), signedInAt: Date.now() };
  renewed.set(buyer.email, session);
  return session.token;
}

export const logInAdmin = (): string => logIn(admin);

const logIn = (body: { email: string; password: string }): string =>
  (bodyOf(request('POST users/auth/login', { body }), 200) as { token: string }).token;
