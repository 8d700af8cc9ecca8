import { expect, test } from 'bun:test';
import { fullName, isPlainAddress, masked, money, pauseSeconds } from './mail.ts';

test('an address is shown by its first letter and its domain', () => {
  expect(masked('customer@example.com')).toBe('c***@example.com');
});

test('amounts are shown in their currency', () => {
  expect(money(1_299, 'USD')).toBe('$1,299.00');
  expect(money(0.5, 'EUR')).toBe('€0.50');
});

test('a name is one line, and empty when nothing is known', () => {
  expect(fullName({ email: 'a@b.co', first_name: 'Ada', last_name: 'Lovelace' })).toBe('Ada Lovelace');
  expect(fullName({ email: 'a@b.co', first_name: 'Ada\r\nBcc: x@y.zz', last_name: null })).toBe('Ada Bcc: x@y.zz');
  expect(fullName({ email: 'a@b.co', first_name: null, last_name: null })).toBe('');
});

test.each(['ada@example.com', "o'neill+shop@sub.example.co", `${'a'.repeat(64)}@example.com`])(
  '%s is one plain address',
  (text) => {
    expect(isPlainAddress(text)).toBe(true);
  },
);

test.each([
  'a@b.co\n',
  'a@b.co,c@d.co',
  'a b@c.co',
  '@b.co',
  'a@',
  'a@@b.co',
  '(x)a@b.co',
  `${'a'.repeat(65)}@example.com`,
])('%j is not', (text) => expect(isPlainAddress(text)).toBe(false));

test('pauses between attempts grow from one second to thirty', () => {
  expect([1, 2, 3, 6, 30].map(pauseSeconds)).toEqual([1, 2, 4, 30, 30]);
});
