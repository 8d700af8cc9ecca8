import { expect, test } from 'bun:test';
import { Problem } from '@ecomm/runtime/problem';
import { classify, reasonOf } from './failure.ts';

const coded = (code: string) => Object.assign(new Error('x'), { code });
const wrapped = (cause: unknown) => new Error('Failed query: select 1\nparams: secret@example.com', { cause });

test.each([
  ['a refused connection', coded('ECONNREFUSED')],
  ['a closed connection', coded('CONNECTION_CLOSED')],
  ['a deadlock', wrapped(coded('40P01'))],
  ['a serialization failure', wrapped(coded('40001'))],
  ['a database that shuts down', wrapped(coded('57P01'))],
  ['too many connections', wrapped(coded('53300'))],
  ['a statement timeout', wrapped(coded('57014'))],
  ['a missing table', wrapped(coded('42P01'))],
  ['a missing column', wrapped(coded('42703'))],
  ['a missing grant', wrapped(coded('42501'))],
  ['a disk that fails', wrapped(coded('58030'))],
  ['a fault of the server', wrapped(coded('XX000'))],
  ['a timeout', new DOMException('late', 'TimeoutError')],
  ['a dependency that is down', new Problem(503, 'users.unavailable', 'down')],
  ['a dependency that is down, wrapped', wrapped(new Problem(503, 'users.unavailable', 'down'))],
])('%s is an outage and never counted', (_, error) => {
  expect(classify(error)).toBe('transient');
});

test.each([
  ['a bug', new TypeError('undefined is not an object')],
  ['a violated constraint', wrapped(coded('23505'))],
  ['a refusal', new Problem(404, 'order.not_found', 'no such order')],
  ['no error at all', 'thrown string'],
])('%s is unclassified', (_, error) => {
  expect(classify(error)).toBe('unclassified');
});

test('a problem marked permanent is the event’s own fault', () => {
  expect(classify(wrapped(new Problem(422, 'payment.amount', 'wrong amount', { permanent: true })))).toBe('permanent');
});

test('a reason shows the innermost cause and neither statements nor parameters', () => {
  expect(reasonOf(wrapped(new Error('duplicate key\nDETAIL: secret')))).toBe('duplicate key');
  expect(reasonOf(wrapped('text'))).toBe('Failed query: select 1');
});
