import { afterEach, expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { UserServiceService } from '@ecomm/contracts/rpc/users';
import { Problem } from '@ecomm/runtime/problem';
import { continueTrace } from '@ecomm/runtime/trace';
import { proxy } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { ann, closeAll, closeLater, log, refusal, usersClient, usersServer } from './users.fixture.ts';
import { serve } from './serve.ts';
import { serviceDef } from './service.ts';

afterEach(closeAll);

test('a call brings the answer of the handler', async () => {
  const server = await usersServer(({ user_id }) => ({ ...ann, id: user_id }));
  const users = usersClient([server.port()]);
  expect(await users.getUser({ user_id: 7 })).toEqual({ ...ann, id: 7 });
  expect(users.state()).toBe('closed');
});

test('a service with a missing or unknown method or a wrong answer does not compile', () => {
  // @ts-expect-error getUser is missing
  serviceDef(UserServiceService, {});
  // @ts-expect-error the answer has no email
  serviceDef(UserServiceService, { getUser: () => ({ id: 1 }) });
  // @ts-expect-error the request has no such field
  serviceDef(UserServiceService, { getUser: ({ userId }) => ({ ...ann, id: userId }) });
  // @ts-expect-error the answer has no such field, which protobuf would drop without a word
  serviceDef(UserServiceService, { getUser: async () => ({ ...ann, frist_name: 'Ann' }) });
  // @ts-expect-error there is no such method
  serviceDef(UserServiceService, { getUser: () => ann, findUser: () => ann });
});

test.each([401, 403, 404, 409, 422, 429, 503] as const)('a Problem of status %i arrives whole', async (status) => {
  const thrown = new Problem(status, 'stock.insufficient', 'Only 3 left', {
    extra: { product_id: 1, available: 3 },
    errors: [{ path: 'items.0', message: 'wörks' }],
    retryAfterSeconds: 2,
  });
  const server = await usersServer(() => Promise.reject(thrown));
  const users = usersClient([server.port()]);
  const { ms: _, ...problem } = await refusal(users.getUser({ user_id: 1 }));
  expect(problem).toEqual({
    status,
    code: 'stock.insufficient',
    detail: 'Only 3 left',
    extra: { product_id: 1, available: 3 },
    errors: [{ path: 'items.0', message: 'wörks' }],
    retryAfterSeconds: 2,
  });
});

test('a handler that fails says nothing of its cause to the caller and all to the log', async () => {
  const lines: unknown[] = [];
  const spy = log.child({});
  spy.error = (...line: unknown[]) => void lines.push(line);
  const failing = () => Promise.reject(new Error('select secret from users'));
  const server = await usersServer(failing, { log: spy });
  const users = usersClient([server.port()]);
  const problem = await refusal(users.getUser({ user_id: 1 }));
  expect(problem).toMatchObject({ status: 503, code: 'users.unavailable' });
  expect(JSON.stringify(problem)).not.toContain('secret');
  expect(lines).toHaveLength(1);
});

test('the trace of the caller is the trace of the handler', async () => {
  const seen: (string | undefined)[] = [];
  const server = await usersServer((_, { traceId }) => {
    seen.push(traceId);
    return ann;
  });
  const users = usersClient([server.port()]);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await continueTrace(traceparent, () => users.getUser({ user_id: 1 }));
  expect(seen).toEqual(['0af7651916cd43dd8448eb211c80319c']);
});

test.each([
  ['no token', undefined],
  ['another token', 'wrong'],
])('a server with a token refuses a caller with %s', async (_, token) => {
  let handled = 0;
  const server = await usersServer(() => (handled++, ann), { token: 'right' });
  const users = usersClient([server.port()], { token });
  expect(await refusal(users.getUser({ user_id: 1 }))).toMatchObject({ status: 503, code: 'users.unavailable' });
  expect(handled).toBe(0);
  expect(await usersClient([server.port()], { token: 'right' }).getUser({ user_id: 1 })).toEqual(ann);
});

test.each([
  ['reachable from outside', { host: '0.0.0.0' }, /gRPC on 0\.0\.0\.0 needs SERVICE_TOKEN/],
  ['in production', { host: '127.0.0.1', production: true }, /NODE_ENV=production needs SERVICE_TOKEN/],
])('a server %s does not start without a token', async (_, options, message) => {
  const server = serve({ port: 0, services: [], log, ...options });
  expect(await Promise.resolve(server.start?.()).catch(String)).toMatch(message);
});

test('a message of 10 MB is refused before it is handled', async () => {
  let handled = 0;
  const server = await usersServer(() => (handled++, ann));
  const answer = await fetchRaw(server.port(), Buffer.alloc(10 * 1024 * 1024));
  expect(answer).toBe(8);
  expect(handled).toBe(0);
  expect(await usersClient([server.port()]).getUser({ user_id: 1 })).toEqual(ann);
});

test('an answer comes by the deadline of the caller even when the handler hangs', async () => {
  const server = await usersServer(() => new Promise(() => {}));
  const users = usersClient([server.port()], { deadlineMs: 10_000 });
  const problem = await refusal(users.getUser({ user_id: 1 }, { deadlineMs: 200 }));
  expect(problem).toMatchObject({ status: 503, code: 'users.unavailable', retryAfterSeconds: 1 });
  expect(problem.ms).toBeLessThan(5_000);
});

/** The head of the HTTP/2 frame by which a caller gives up: four bytes of the type RST_STREAM. */
// oxlint-disable-next-line no-control-regex -- a binary protocol
const rstStream = /\0\0\x04\x03/;

test('what was abandoned while the server stood still is not done when it goes on', async () => {
  const script = fileURLToPath(import.meta.resolve('./counting-server.fixture.ts'));
  const server = Bun.spawn([process.execPath, script], { stdout: 'pipe', stderr: 'inherit' });
  closeLater(() => server.kill('SIGKILL'));
  const { value } = await server.stdout.getReader().read();
  const through = await proxy(`127.0.0.1:${Number(new TextDecoder().decode(value))}`);
  closeLater(() => through.close());
  const users = usersClient([through.port], { deadlineMs: 5_000 });
  const handled = async () => (await users.getUser({ user_id: 0 })).id;
  const before = await handled();
  server.kill('SIGSTOP');
  const cancelled = through.seen(rstStream);
  expect(await refusal(users.getUser({ user_id: 1 }, { deadlineMs: 300 }))).toMatchObject({
    code: 'users.unavailable',
  });
  await cancelled;
  server.kill('SIGCONT');
  expect(await handled()).toBe(before + 1);
});

test('a call made while answering another gets no more time than the other has left', async () => {
  const inner = await usersServer(() => new Promise(() => {}));
  const patient = usersClient([inner.port()], { deadlineMs: 10_000 });
  let waited: number | undefined;
  const outer = await usersServer(async (request) => {
    const { ms } = await refusal(patient.getUser(request));
    waited = ms;
    return ann;
  });
  await refusal(usersClient([outer.port()]).getUser({ user_id: 1 }, { deadlineMs: 250 }));
  expect(await until(() => waited)).toBeLessThan(5_000); // its own deadline is 10 s
});

/** The gRPC status of a GetUser whose request is `bytes`. */
async function fetchRaw(port: number, bytes: Buffer): Promise<number> {
  const { Client, credentials } = await import('@grpc/grpc-js');
  const raw = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const pass = (value: Buffer): Buffer => value;
  const { promise, resolve } = Promise.withResolvers<number>();
  const options = { deadline: Date.now() + 5_000 };
  raw.makeUnaryRequest('/ecomm.users.UserService/GetUser', pass, pass, bytes, options, (error) =>
    resolve(error?.code ?? 0),
  );
  const code = await promise;
  raw.close();
  return code;
}
