import { afterEach, expect, test } from 'bun:test';
import { connect, type Socket } from 'node:net';
import { failure } from './failure.ts';
import { mailServer, type MailServer, type MailServerOptions } from './mail-server.ts';
import { until } from './until.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function served(options: MailServerOptions = {}): Promise<MailServer> {
  const server = await mailServer(options);
  open.push(server.close);
  return server;
}

interface Sending {
  socket: Socket;
  /** What the server has said so far. */
  heard: () => string;
}

/** Speaks SMTP until the content is there. */
async function send({ port }: MailServer, id = 'n-1'): Promise<Sending> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => {});
  open.push(() => socket.destroy());
  const says = (code: number) => until(() => heard.split('\r\n').some((line) => line.startsWith(`${code} `)));
  const mail = `Message-ID:\r\n <${id}@shop.test>\r\nX-Notification-Id: ${id}\r\nSubject: Hello\r\n\r\nX-Notification-Id: no\r\n`;
  await says(220);
  for (const line of ['EHLO a', 'MAIL FROM:<a@b.co>', 'RCPT TO:<c@d.co>', 'DATA']) {
    heard = '';
    socket.write(`${line}\r\n`);
    await says(line === 'DATA' ? 354 : 250);
  }
  heard = '';
  socket.write(`${mail}.\r\n`);
  return { socket, heard: () => heard };
}
const answer = (sending: Sending) => until(() => sending.heard().slice(0, 3), { what: 'an answer' });

test('a mail that is taken is remembered by its envelope and its ids, from the header alone', async () => {
  const server = await served();
  expect(await answer(await send(server))).toBe('250');
  expect(server.received).toMatchObject([
    { from: 'a@b.co', to: ['c@d.co'], messageId: 'n-1@shop.test', notificationId: 'n-1', answered: true, raw: '' },
  ]);
  expect(String(await failure(server.received[0]!.parsed()))).toContain('does not keep contents');
});

test('contents are kept when asked for, and parsed then', async () => {
  const server = await served({ keep: 'contents' });
  await answer(await send(server));
  expect((await server.received[0]!.parsed()).subject).toBe('Hello');
});

test('a server that keeps nothing remembers nothing', async () => {
  const server = await served({ keep: 'nothing' });
  expect(await answer(await send(server))).toBe('250');
  expect(server.received).toEqual([]);
});

test('its mood changes while it runs', async () => {
  const server = await served();
  for (const [mode, code] of [
    ['busy', '451'],
    ['refuse', '550'],
    ['ok', '250'],
  ] as const) {
    server.mode = mode;
    expect(await answer(await send(server))).toBe(code);
  }
  expect([server.received.length, server.turnedAway()]).toEqual([1, 2]);
});

test('slow: it is taken at once and answered later', async () => {
  const server = await served({ mode: 'slow', slowMs: 300 });
  const sending = await send(server);
  await until(() => server.received.length === 1);
  expect(sending.heard()).toBe('');
  expect(await answer(sending)).toBe('250');
});

test('hang-after-data: it is taken and never answered, and the connection stays', async () => {
  const server = await served({ mode: 'hang-after-data' });
  const sending = await send(server);
  await until(() => server.received.length === 1);
  server.mode = 'ok';
  expect(await answer(await send(server, 'n-2'))).toBe('250');
  expect([sending.heard(), sending.socket.destroyed]).toEqual(['', false]);
  expect(server.received.map(({ answered }) => answered)).toEqual([false, true]);
});

test('lose-answer: it is taken, and its connection alone is cut without a word', async () => {
  const server = await served();
  const other = await send(server);
  await answer(other);
  server.mode = 'lose-answer';
  const sending = await send(server, 'n-2');
  await until(() => sending.socket.destroyed);
  expect([sending.heard(), other.socket.destroyed]).toEqual(['', false]);
  expect(server.received).toMatchObject([{ answered: true }, { notificationId: 'n-2', answered: false }]);
});

test('a mood is for as many mails as its probability says, by the random numbers given', async () => {
  const numbers = [0.1, 0.9, 0.4, 0.6];
  const server = await served({ mode: 'busy', probability: 0.5, random: () => numbers.shift()! });
  const answers: string[] = [];
  for (let i = 0; i < 4; i += 1) answers.push(await answer(await send(server)));
  expect(answers).toEqual(['451', '250', '451', '250']);
});

test('down cuts and refuses, up is there again on the same port', async () => {
  const server = await served();
  const before = await send(server);
  await answer(before);
  await server.down();
  await until(() => before.socket.destroyed);
  const refused = connect(server.port, '127.0.0.1');
  open.push(() => refused.destroy());
  const error = await new Promise<Error & { code?: string }>((failed) => refused.on('error', failed));
  expect(error.code).toBe('ECONNREFUSED');
  await server.up();
  expect(await answer(await send(server))).toBe('250');
});
