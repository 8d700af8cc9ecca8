import { createShop, type Shop, type ShopOptions } from './shop.ts';

export interface Sent {
  method: string;
  url: URL;
  headers: Headers;
  body: RequestInit['body'];
  at: number;
}

type Answer = (sent: Sent, init: RequestInit) => Response | Promise<Response>;

/** A shop whose services are a function here: it sees each request and answers it. */
export function shopOf(answer: Answer, options: ShopOptions = {}): { shop: Shop; sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { method = 'GET', body = null, signal } = init;
    const one = { method, url: new URL(url), headers: new Headers(init.headers), body, at: performance.now() };
    sent.push(one);
    if (signal?.aborted) throw signal.reason;
    return answer(one, init);
  };
  return { shop: createShop({ fetch, ...options }), sent };
}

/** Answers one after the other; the last one for ever. */
export function inTurn(...answers: (Response | Error | (() => Response))[]): Answer {
  let n = 0;
  return () => {
    const answer = answers[Math.min(n, answers.length - 1)]!;
    n += 1;
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer() : (answer.clone() as Response);
  };
}

export const json = (body: unknown, status = 200): Response => Response.json(body, { status });

export const problem = (
  status: number,
  code: string,
  extra: object = {},
  headers: Record<string, string> = {},
): Response =>
  new Response(
    JSON.stringify({
      type: `urn:ecomm:problem:${code}`,
      title: '',
      status,
      detail: `It is ${code}.`,
      instance: '/',
      code,
      trace_id: 'a1',
      ...extra,
    }),
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  );

/** A token that says when it is over; nobody here verifies it. */
export const tokenOf = (name: string, expiresInSeconds: number): string => {
  const part = (value: object): string =>
    btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${part({ alg: 'ES256' })}.${part({ sub: name, exp: Math.floor(Date.now() / 1000) + expiresInSeconds })}.x`;
};

/** What a promise is rejected with. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}
