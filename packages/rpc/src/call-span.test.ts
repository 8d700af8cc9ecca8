import { afterEach, expect, test } from 'bun:test';
import { Problem } from '@ecomm/runtime/problem';
import { recorded } from '@ecomm/runtime/telemetry.fixture';
import { detached, inTrace } from '@ecomm/runtime/trace';
import { ann, closeAll, refusal, usersClient, usersServer } from './users.fixture.ts';

afterEach(closeAll);

const traceId = '0af7651916cd43dd8448eb211c80319c';
const sampled = `00-${traceId}-b7ad6b7169203331-01`;
const unsampled = `00-${traceId}-b7ad6b7169203331-00`;
const method = 'ecomm.users.UserService/GetUser';

test('a call is a client’s span, and below it one of the server', async () => {
  const server = await usersServer(() => ann);
  const users = usersClient([server.port()]);
  const spans = await recorded(() => inTrace(sampled, () => users.getUser({ user_id: 1 })));
  const [answered, called] = [
    spans.find(({ kind }) => kind === 'server')!,
    spans.find(({ kind }) => kind === 'client')!,
  ];
  expect(called).toMatchObject({ name: method, traceId, parentSpanId: 'b7ad6b7169203331', failed: false });
  expect(called.attributes).toEqual({
    'rpc.system.name': 'grpc',
    'rpc.method': method,
    'rpc.status_code': 'OK',
    'server.address': '127.0.0.1',
    'server.port': server.port(),
  });
  expect(answered).toMatchObject({ name: method, traceId, parentSpanId: called.spanId, failed: false });
  expect(spans).toHaveLength(2);
});

test('a refusal is an error to who called and none of the server; of an unsampled trace nobody is told of it', async () => {
  const server = await usersServer(() => Promise.reject(new Problem(409, 'user.odd', 'planted')));
  const users = usersClient([server.port()]);
  const [answered, called, ...rest] = await recorded(async () => {
    await refusal(inTrace(sampled, () => users.getUser({ user_id: 1 })));
    await refusal(inTrace(unsampled, () => users.getUser({ user_id: 1 })));
  });
  expect(rest).toHaveLength(0);
  expect(answered).toMatchObject({ failed: false, attributes: { 'rpc.status_code': 'FAILED_PRECONDITION' } });
  expect(called).toMatchObject({ failed: true, attributes: { 'error.type': 'FAILED_PRECONDITION' } });
});

test('what fails is told of an unsampled trace too, on both sides', async () => {
  const server = await usersServer(() => Promise.reject(new Error('select secret')));
  const users = usersClient([server.port()]);
  const spans = await recorded(() => refusal(inTrace(unsampled, () => users.getUser({ user_id: 1 }))));
  expect(spans.map(({ kind, attributes }) => [kind, attributes['error.type']])).toEqual([
    ['server', 'INTERNAL'],
    ['client', 'INTERNAL'],
  ]);
  expect(spans[0]!.parentSpanId).toBe(spans[1]!.spanId);
  expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('secret');
});

test('each attempt at a server that is away is a span', async () => {
  const server = await usersServer(() => ann);
  const gone = server.port();
  await server.stop?.();
  const users = usersClient([gone]);
  const spans = await recorded(() =>
    refusal(inTrace(sampled, () => users.getUser({ user_id: 1 }, { deadlineMs: 2_000 }))),
  );
  expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual([
    'UNAVAILABLE',
    'UNAVAILABLE',
    'UNAVAILABLE',
  ]);
});

test('a call of no trace begins one at the server', async () => {
  const server = await usersServer(() => ann);
  const users = usersClient([server.port()]);
  const [span, ...rest] = await recorded(() => detached(() => users.getUser({ user_id: 1 })));
  expect(rest).toHaveLength(0);
  expect(span).toMatchObject({ kind: 'server', parentSpanId: '' });
});
