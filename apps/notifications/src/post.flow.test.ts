import { afterEach, expect, test } from 'bun:test';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { mailServer, type MailServerOptions, type Received } from '@ecomm/testing/mail-server';
import { smtp, type Letter, type Post, type PostOptions } from './post.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function served(options: MailServerOptions = {}, more: Partial<PostOptions> = {}) {
  const server = await mailServer({ keep: 'contents', ...options });
  const post = smtp({ url: server.url, from: 'shop@ecomm.test', ca: server.ca, ...more });
  open.push(server.close, post.close);
  return { server, post };
}

const letter = (more: Partial<Letter> = {}): Letter => {
  const id = Bun.randomUUIDv7();
  return {
    id,
    key: id,
    to: { name: 'Ada Lovelace', address: 'ada@example.com' },
    subject: 'Your order of 2 items',
    html: '<p>Thank you</p>',
    text: 'Thank you',
    ...more,
  };
};

const sendAll = (post: Post, count: number) =>
  Array.from({ length: count }).reduce<Promise<unknown>>(
    (before) => before.then(() => post.send(letter())),
    Promise.resolve(),
  );

test('a mail arrives with both bodies, its notification id, and a Message-ID made from it', async () => {
  const { server, post } = await served();
  const sent = letter();
  expect(await post.send(sent)).toEqual({ kind: 'sent' });
  const [received] = server.received as [Received];
  const { from, to } = received;
  const mail = await received.parsed();
  expect({ from, to }).toEqual({ from: 'shop@ecomm.test', to: ['ada@example.com'] });
  expect(mail).toMatchObject({ subject: sent.subject, messageId: `<${sent.id}@ecomm.test>`, html: sent.html });
  expect(mail.text?.trim()).toBe('Thank you');
  expect(mail.headers.get('x-notification-id')).toBe(sent.id);
  expect(mail.headers.get('resend-idempotency-key')).toBe(sent.key);
  expect([mail.to].flat()[0]?.text).toBe('"Ada Lovelace" <ada@example.com>');
});

test('Resend: TLS, login with the key, the idempotency header, two mails a second', async () => {
  const { server, post } = await served({ security: 'smtps', login: 'resend:re_123456789' });
  const keys = Array.from({ length: 6 }, () => letter());
  const before = performance.now();
  for (const one of keys) expect(await post.send(one)).toEqual({ kind: 'sent' });
  const mails = await Promise.all(server.received.map((mail) => mail.parsed()));
  expect(mails.map(({ headers }) => headers.get('resend-idempotency-key'))).toEqual(keys.map(({ key }) => key));
  expect(server.received.every(({ secure, user }) => secure && user === 'resend')).toBe(true);
  expect(performance.now() - before).toBeGreaterThan(2_500); // a busy machine makes it longer, nothing makes it shorter
}, 10_000);

test('copies share the rate', async () => {
  const { server, post } = await served({}, { ratePerSecond: 10, copies: 5 });
  const before = performance.now();
  await sendAll(post, 3);
  expect(server.received).toHaveLength(3);
  expect(performance.now() - before).toBeGreaterThan(1_000);
});

test('without a rate nothing is held back', async () => {
  const { server, post } = await served();
  const before = performance.now();
  await sendAll(post, 50);
  expect(server.received).toHaveLength(50);
  expect(performance.now() - before).toBeLessThan(2_000);
});

test('a password goes out after STARTTLS only', async () => {
  const { server, post } = await served({ security: 'starttls', login: 'shop:s%40fe' });
  expect(await post.send(letter())).toMatchObject({ kind: 'away' });
  expect(server.logins).toEqual(['shop:s@fe']);
  const { server: plain, post: refused } = await served({ security: 'plain', login: 'shop:secret' });
  expect(await refused.send(letter())).toMatchObject({ kind: 'away' });
  expect(plain.logins).toEqual([]);
});

test('mail goes by STARTTLS with a login', async () => {
  const { server, post } = await served({ security: 'starttls', login: 'shop:secret' });
  expect(await post.send(letter())).toEqual({ kind: 'sent' });
  expect(server.received[0]).toMatchObject({ secure: true, user: 'shop' });
});

test('a certificate that is not trusted gets neither login nor mail', async () => {
  const { server } = await served({ security: 'smtps', login: 'shop:secret' });
  const distrusting = smtp({ url: server.url, from: 'shop@ecomm.test' });
  open.push(distrusting.close);
  expect(await distrusting.send(letter())).toMatchObject({ kind: 'away' });
  expect(server.logins).toEqual([]);
});

test.each([
  [451, 'later'],
  [450, 'later'],
  [421, 'away'],
  [550, 'refused'],
  [554, 'refused'],
] as const)('the answer %d to a mail means %s, with the reason', async (code, kind) => {
  const { post } = await served({ answer: () => code });
  const delivery = await post.send(letter());
  expect(delivery).toEqual({ kind, reason: expect.stringContaining(`${code} `) });
  // The server's answer repeats it.
  expect(JSON.stringify(delivery)).not.toContain(letter().to.address);
});

test('after a refusal the next mail goes through', async () => {
  const codes = [550, undefined];
  const { post } = await served({ answer: () => codes.shift() });
  expect((await post.send(letter())).kind).toBe('refused');
  expect((await post.send(letter())).kind).toBe('sent');
});

test('a server that hangs after the content is given up at the deadline', async () => {
  const { post } = await served({ mode: 'hang-after-data' }, { timeoutMs: 1_000 });
  const before = performance.now();
  expect(await post.send(letter())).toMatchObject({ kind: 'unanswered', reason: expect.stringContaining('in time') });
  expect(performance.now() - before).toBeLessThan(5_000);
});

test('a server that accepts connections and says nothing is away, at the deadline at the latest', async () => {
  const silent: Server = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const { port } = silent.address() as AddressInfo;
  const post = smtp({ url: `smtp://127.0.0.1:${port}`, from: 'shop@ecomm.test', timeoutMs: 300 });
  open.push(() => silent.close(), post.close);
  const before = performance.now();
  expect(await post.send(letter())).toMatchObject({ kind: 'away' });
  expect(performance.now() - before).toBeLessThan(5_000);
});

test('no server at all is away', async () => {
  const { server, post } = await served();
  await server.close();
  expect(await post.send(letter())).toMatchObject({ kind: 'away', reason: expect.stringContaining('ECONNREFUSED') });
});

test.each([
  'a@b.co\r\nBcc: x@y.zz',
  'a@b.co, x@y.zz',
  'a@b.co x@y.zz',
  'friends: a@b.co, x@y.zz;',
  'Ada <a@b.co>',
  '<a@b.co>',
  'a@b.co\u0000',
  '"a\r\n"@b.co',
  'a@b',
  '',
])('the address %j is refused before any server hears of it', async (address) => {
  const { server, post } = await served();
  expect(await post.send(letter({ to: { name: 'Ada', address } }))).toEqual({
    kind: 'refused',
    reason: 'not one plain mail address',
  });
  expect(server.received).toEqual([]);
});

test('line breaks in names and subjects make no header', async () => {
  const { server, post } = await served();
  const to = { name: 'Ada\r\nBcc: x@y.zz', address: 'ada@example.com' };
  expect((await post.send(letter({ to, subject: 'Hello\r\nX-Evil: 1' }))).kind).toBe('sent');
  const [received] = server.received as [Received];
  const mail = await received.parsed();
  expect(received.to).toEqual(['ada@example.com']);
  expect(mail.bcc).toBeUndefined();
  expect(mail.headers.has('x-evil')).toBe(false);
  expect(received.raw).not.toMatch(/^(bcc|x-evil):/im);
});
