import { afterEach, expect, test } from 'bun:test';
import { expose } from '@ecomm/runtime/metrics';
import { Problem } from '@ecomm/runtime/problem';
import { parseMetrics, sumOf } from '@ecomm/testing/prometheus-text';
import { ann, closeAll, refusal, usersClient, usersServer } from './users.fixture.ts';

afterEach(closeAll);

const rpc_method = 'ecomm.users.UserService/GetUser';
const count = async (name: string, labels: Record<string, string>): Promise<number> =>
  sumOf(parseMetrics((await expose()).text), name, labels) ?? 0;
const calls = async (code: string, server_name: string): Promise<number[]> => {
  const labels = { rpc_method, rpc_response_status_code: code };
  return Promise.all([
    count('rpc_server_call_duration_seconds_count', labels),
    count('rpc_client_call_duration_seconds_count', { ...labels, server_name }),
  ]);
};

test('a call is counted by who asks and by who answers, under its method and status', async () => {
  const server = await usersServer(({ user_id }) => {
    if (user_id === 1) return ann;
    if (user_id === 2) throw new Problem(404, 'user.not_found', 'No ann@example.com');
    throw new Error('broken');
  });
  const users = usersClient([server.port()], { name: 'counted', deadlineMs: 30_000 });
  const codes = ['OK', 'NOT_FOUND', 'INTERNAL'];
  const before = await Promise.all(codes.map((code) => calls(code, 'counted')));
  for (const user_id of [1, 2, 3]) await users.getUser({ user_id }).catch(() => undefined);
  const after = await Promise.all(codes.map((code) => calls(code, 'counted')));
  expect(after).toEqual(before.map((both) => both.map((calls) => calls + 1)));
  expect((await expose()).text).not.toContain('ann@');
});

test('each attempt on a connection that fails is counted, and that there were others', async () => {
  const users = usersClient([1], { name: 'nobody' });
  expect(await count('ecomm_retries_total', { dependency: 'nobody' })).toBe(0);
  await refusal(users.getUser({ user_id: 1 }, { deadlineMs: 10_000 }));
  expect(await calls('UNAVAILABLE', 'nobody')).toEqual([expect.any(Number), 3]);
  expect(await count('ecomm_retries_total', { dependency: 'nobody' })).toBe(2);
});

test('the state of a breaker is a number', async () => {
  const users = usersClient([1], { name: 'gone' });
  const state = () => count('ecomm_breaker_state', { dependency: 'gone' });
  expect(await state()).toBe(0);
  for (let call = 0; call < 5; call += 1) await refusal(users.getUser({ user_id: 1 }, { retry: false }));
  expect([users.state(), await state()]).toEqual(['open', 2]);
});
