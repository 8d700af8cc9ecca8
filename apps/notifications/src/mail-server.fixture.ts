import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A mail as the server took it. */
export interface Received {
  /** performance.now() when its content was there. */
  at: number;
  from: string;
  to: string[];
  raw: string;
  mail: ParsedMail;
  secure: boolean;
  user: unknown;
}

export interface MailServerOptions {
  /** `smtps`: TLS from the start; `starttls`: on request; `plain`: never. */
  security?: 'smtps' | 'starttls' | 'plain';
  /** `user:password` that a client must give. */
  login?: string;
  /** What the server says to a mail once it has it: nothing is 250, a number that code, `hang` no word at all. */
  answer?: (mail: Received) => number | 'hang' | undefined;
}

/** A real SMTP server on a free port that keeps what it takes. */
export async function mailServer({ security = 'plain', login, answer }: MailServerOptions = {}) {
  const received: Received[] = [];
  const logins: string[] = [];
  const { key, cert } = security === 'plain' ? { key: '', cert: '' } : certificate();
  const take = async (stream: Readable, session: SMTPServerSession, callback: (error?: Error) => void) => {
    const raw = await text(stream);
    const { mailFrom, rcptTo } = session.envelope;
    const letter: Received = {
      at: performance.now(),
      from: mailFrom ? mailFrom.address : '',
      to: rcptTo.map(({ address }) => address),
      raw,
      mail: await simpleParser(raw),
      secure: session.secure,
      user: session.user,
    };
    const said = answer?.(letter);
    if (said === undefined) received.push(letter);
    if (said === undefined) callback();
    else if (said !== 'hang') callback(Object.assign(new Error('the test says no'), { responseCode: said }));
  };
  const server = new SMTPServer({
    secure: security === 'smtps',
    disabledCommands: [...(security === 'plain' ? ['STARTTLS'] : []), ...(login ? [] : ['AUTH'])],
    authOptional: !login,
    allowInsecureAuth: security === 'plain',
    ...(key ? { key, cert } : {}),
    onAuth: ({ username, password }, _session, callback) => {
      logins.push(`${username}:${password}`);
      if (`${username}:${password}` === login) callback(null, { user: username });
      else callback(Object.assign(new Error('wrong'), { responseCode: 535 }));
    },
    onData: (stream, session, callback) => void take(stream, session, callback),
  });
  server.on('error', () => {}); // clients that go away
  const listen = (port: number) => new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  await listen(0);
  const { port } = server.server.address() as AddressInfo;
  const scheme = security === 'smtps' ? 'smtps' : 'smtp';
  return {
    url: `${scheme}://${login ? `${login}@` : ''}127.0.0.1:${port}`,
    port,
    ca: cert,
    received,
    logins,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}

/** A key and its self-signed certificate for 127.0.0.1. */
function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const about = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const made = Bun.spawnSync([
    'openssl',
    'req',
    '-x509',
    ...ec,
    '-nodes',
    '-days',
    '1',
    ...about,
    '-keyout',
    key,
    '-out',
    cert,
  ]);
  if (!made.success) throw new Error(`openssl: ${made.stderr.toString()}`);
  const pair = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}
