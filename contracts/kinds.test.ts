import { expect, test } from 'bun:test';
import { Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Decimal, isMailAddress, Upload } from './kinds.ts';

const accepts = (format: string) => {
  const check = TypeCompiler.Compile(Type.String({ format }));
  return (text: string) => check.Check(text);
};

test('an amount has at most two places and stays in its range', () => {
  const amount = TypeCompiler.Compile(Decimal({ minimum: 0, maximum: 1000, 'x-decimal-places': 2 }));
  for (const good of [0, 0.01, 19.99, 99.99, 1000]) expect(amount.Check(good)).toBe(true);
  for (const bad of [-0.01, 99.999, 1000.01, NaN, Infinity, '99.99', null, undefined, {}]) {
    expect(amount.Check(bad)).toBe(false);
  }
});

test('a mail address is one plain address', () => {
  for (const good of ['customer@example.com', "o'neil+shop@mail.example.co.uk", 'admin@ecomm.local']) {
    expect(isMailAddress(good)).toBe(true);
  }
  for (const bad of [
    '',
    'a',
    '@b.co',
    'a@',
    'a@b',
    'a@b..co',
    'a@-b.co',
    '.a@b.co',
    'a..b@b.co',
    'a@b.co\r\nBcc: x@y.z',
    'a@b.co\n',
    'a@b.co, x@y.z',
    'a@b.co;x@y.z',
    'Ann <a@b.co>',
    'group: a@b.co;',
    '"a b"@b.co',
    'a@[127.0.0.1]',
    'a@b.co\0',
    `${'a'.repeat(65)}@b.co`,
    `a@${'b.'.repeat(126)}co`, // 256 characters,
  ]) {
    expect(isMailAddress(bad)).toBe(false);
  }
});

test('an instant is RFC 3339 and exists', () => {
  const instant = accepts('date-time');
  for (const good of ['2026-01-05T09:30:00Z', '2026-01-05T09:30:00.123Z', '2026-01-05T09:30:00+02:00']) {
    expect(instant(good)).toBe(true);
  }
  for (const bad of ['2026-01-05', '2026-13-05T09:30:00Z', '2026-01-05T25:30:00Z', '2026-01-05 09:30:00Z', 'now', '']) {
    expect(instant(bad)).toBe(false);
  }
});

test('a UUID is all of one', () => {
  const uuid = accepts('uuid');
  expect(uuid(Bun.randomUUIDv7())).toBe(true);
  for (const bad of ['1', `${Bun.randomUUIDv7()} `, Bun.randomUUIDv7().slice(1), '']) expect(uuid(bad)).toBe(false);
});

test('an upload is a file, not its name', () => {
  const upload = TypeCompiler.Compile(Type.Object({ image: Upload() }));
  expect(upload.Check({ image: new File(['x'], 'x.png') })).toBe(true);
  expect(upload.Check({ image: 'x.png' })).toBe(false);
});
