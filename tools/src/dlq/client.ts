import { CannotStart } from '../shop/cannot-start.ts';
import type { Reader } from './readers.ts';
import { findUrls, variableOf, type UrlOf } from '../shop/find-urls.ts';

const timeoutMs = 10_000;

/** The services asked, as the admin who asks. */
export interface Shop {
  services: readonly Reader[];
  json: boolean;
  colour: boolean;
  ask<T>(service: Reader, path: string, method?: 'GET' | 'POST'): Promise<T>;
}

/** What a service answered instead: a Problem. */
export class Refused extends CannotStart {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Logs in when first asked. Throws `CannotStart` with the way out when a service is away or refuses. */
export function shopOf(
  { services, json, colour }: Pick<Shop, 'services' | 'json' | 'colour'>,
  env = process.env,
): Shop {
  let urls: Promise<UrlOf> | undefined;
  let token: Promise<string> | undefined;
  return {
    services,
    json,
    colour,
    ask: async <T>(service: Reader, path: string, method: 'GET' | 'POST' = 'GET') => {
      const urlOf = await (urls ??= findUrls(env));
      token ??= logIn(urlOf, env);
      return send<T>(urlOf, service, path, { method, headers: { authorization: `Bearer ${await token}` } });
    },
  };
}

async function logIn(urlOf: UrlOf, env: NodeJS.ProcessEnv): Promise<string> {
  const email = env.ADMIN_EMAIL || 'admin@ecomm.local';
  const body = JSON.stringify({ email, password: env.ADMIN_PASSWORD || 'admin-pass-123456' });
  const headers = { 'content-type': 'application/json' };
  try {
    return (await send<{ token: string }>(urlOf, 'users', '/auth/login', { method: 'POST', headers, body })).token;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new CannotStart(`${error.message}\nSet ADMIN_EMAIL (now ${email}) and ADMIN_PASSWORD to an admin's.`);
  }
}

async function send<T>(urlOf: UrlOf, service: Reader | 'users', path: string, init: RequestInit): Promise<T> {
  const url = urlOf(service);
  const response = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(timeoutMs) }).catch(() => {
    throw new CannotStart(
      `${service} does not answer at ${url}: start the shop (bun run start), or set ${variableOf(service)}.`,
    );
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body as T;
  const { detail = `answered ${response.status}`, code = '' } = (body ?? {}) as { detail?: string; code?: string };
  const hint = response.status === 403 ? ' Set ADMIN_EMAIL and ADMIN_PASSWORD to an admin.' : '';
  throw new Refused(response.status, `${service}: ${detail}${code && ` (${code})`}${hint}`);
}
