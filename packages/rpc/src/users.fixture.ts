import { UserServiceClient, UserServiceService, type GetUserResponse } from '@ecomm/contracts/rpc/users';
import { logger } from '@ecomm/runtime/log';
import { client, type ClientOptions } from './client.ts';
import { serve, type ServeOptions, type Serving } from './serve.ts';
import { serviceDef, type Handlers } from './service.ts';

/** What this package's tests share: a users server and client on free ports, closed by `closeAll`. */
export const log = logger({ service: 'test', level: 'silent' });
export const ann: GetUserResponse = {
  id: 1,
  email: 'ann@example.com',
  first_name: 'Ann',
  last_name: '',
  role: 'customer',
  is_active: true,
};

const opened: (() => unknown)[] = [];
export const closeLater = (close: () => unknown): void => void opened.push(close);
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).toReversed()) await close();
}

type GetUser = Handlers<typeof UserServiceService>['getUser'];

export async function usersServer(getUser: GetUser, options: Partial<ServeOptions> = {}): Promise<Serving> {
  const services = [serviceDef(UserServiceService, { getUser })];
  const server = serve({ host: '127.0.0.1', port: 0, log, services, ...options });
  await server.start?.();
  closeLater(() => server.stop?.());
  return server;
}

export function usersClient(ports: readonly number[], options: Partial<ClientOptions> = {}) {
  const urls = ports.map((port) => `127.0.0.1:${port}`);
  const users = client(UserServiceClient, { name: 'users', urls, log, ...options });
  closeLater(() => users.close());
  return users;
}

/** The Problem `work` fails with, as the fields that matter to a caller, and how long it took. */
export async function refusal(work: Promise<unknown>) {
  const before = performance.now();
  const error = await work.then(
    () => new Error('it went well'),
    (error: unknown) => error,
  );
  const { status, code, detail, extra, errors, retryAfterSeconds } = Object(error);
  return { status, code, detail, extra, errors, retryAfterSeconds, ms: performance.now() - before };
}
