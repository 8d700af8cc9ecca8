import { expect, test } from 'bun:test';
import { passwords } from './passwords.ts';

test('a hash is argon2id with 19 MiB and two passes, and verifies its own password only', async () => {
  const { hash, verify } = passwords();
  const made = await hash('pass123456');
  expect(made).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$');
  expect(await verify('pass123456', made)).toBeTrue();
  expect(await verify('pass1234567', made)).toBeFalse();
});

test('without a hash no password is right', async () => {
  expect(await passwords().verify('pass123456', undefined)).toBeFalse();
});

test('more than may wait are refused at once, the others are served', async () => {
  const { hash } = passwords({ slots: 1, waitingMax: 2 });
  let done = 0;
  const served = ['a', 'b', 'c'].map(async (password) => {
    await hash(password);
    done += 1;
  });
  expect(await hash('d').catch((error: unknown) => error)).toMatchObject({ status: 503, code: 'service.overloaded' });
  expect(done).toBe(0);
  await Promise.all(served);
  expect(done).toBe(3);
});
