import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { certificate } from './mail-server-certificate.ts';
import { receivedOf, type Received } from './mail-server-received.ts';

export type { Received };

/**
 * What becomes of a mail once its content is there. `ok`: taken, 250; `busy`: 451; `refuse`: 550; `slow`: taken, 250 after
 * `slowMs`; `hang-after-data`: taken, and no word any more; `lose-answer`: taken, and the connection cut.
 */
export type MailMode = 'ok' | 'busy' | 'refuse' | 'hang-after-data' | 'slow' | 'lose-answer';

/** What may be changed at any time. */
export interface MailMood {
  mode: MailMode;
  /** How many of the mails the mode is for, 0–1; the others are taken. */
  probability: number;
  slowMs: number;
}

export interface MailServerOptions extends Partial<MailMood> {
  /** A free one unless told. */
  port?: number;
  /** `smtps`: TLS from the start; `starttls`: on request; `plain`: never. */
  security?: 'smtps' | 'starttls' | 'plain';
  /** `user:password` that a client must give. */
  login?: string;
  /** What to remember of a mail: some hundred bytes (`envelope`, the default), also what it says, or nothing at all. */
  keep?: 'contents' | 'envelope' | 'nothing';
  /** Decides `probability`; in [0, 1). */
  random?: () => number;
  /** For one mail: a mode or an SMTP code, whatever the mood; undefined leaves it to the mood. */
  answer?: (mail: Received) => MailMode | number | undefined;
}

export interface MailServer extends MailMood {
  readonly url: string;
  readonly port: number;
  /** Its own certificate, to be trusted by clients; empty without TLS. */
  readonly ca: string;
  readonly received: Received[];
  /** How many mails it did not take. */
  turnedAway(): number;
  /** `user:password` of every attempt to log in. */
  readonly logins: string[];
  /** Cuts every connection and refuses new ones, until `up`: a crashed server. */
  down(): Promise<void>;
  /** Listens on the same port again. */
  up(): Promise<void>;
  close(): Promise<void>;
}

/** A real SMTP server on 127.0.0.1 that remembers what it takes, in a mood that can be changed while it runs. */
export async function mailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { security = 'plain', login, keep = 'envelope', random = Math.random, answer } = options;
  const { mode = 'ok', probability = 1, slowMs = 2_000 } = options;
  const tls = security === 'plain' ? undefined : certificate();
  let turnedAway = 0;
  const judge = (mail: Received): MailMode | number => {
    const own = answer?.(mail);
    if (own !== undefined) return own;
    return server.mode !== 'ok' && random() < server.probability ? server.mode : 'ok';
  };
  const take = (mail: Received, session: SMTPServerSession, callback: Callback): void => {
    const judgement = judge(mail);
    const code = typeof judgement === 'number' ? judgement : codes[judgement];
    if (code) {
      turnedAway += 1;
      // As real servers do, it repeats the address.
      return callback(Object.assign(new Error(`<${mail.to.join()}>: the test says no`), { responseCode: code }));
    }
    mail.answered = judgement === 'ok' || judgement === 'slow';
    if (keep !== 'contents') mail.raw = '';
    if (keep !== 'nothing') server.received.push(mail);
    if (judgement === 'lose-answer') listening.cut(session);
    else if (judgement === 'slow') setTimeout(callback, server.slowMs);
    else if (judgement === 'ok') callback();
  };
  const make = (): SMTPServer =>
    new SMTPServer({
      ...accessOf(security, login, server.logins),
      ...tls,
      onData: (stream, session, callback) => {
        const read = (raw: string): void => take(receivedOf(raw, session), session, callback);
        text(stream).then(read, () => {}); // that fails when the client goes away
      },
    });
  const listening = listener(make);
  const server = { mode, probability, slowMs, received: [] as Received[], logins: [] as string[] };
  const port = await listening.up(options.port ?? 0);
  const address = `${login ? `${login}@` : ''}127.0.0.1:${port}`;
  return Object.assign(server, {
    url: `${security === 'smtps' ? 'smtps' : 'smtp'}://${address}`,
    port,
    ca: tls?.cert ?? '',
    turnedAway: () => turnedAway,
    down: listening.down,
    up: async () => void (await listening.up(port)),
    close: listening.down,
  });
}

type Callback = (error?: Error) => void;

const codes: Partial<Record<MailMode, number>> = { busy: 451, refuse: 550 };

/** Who may send, and how. */
const accessOf = (security: MailServerOptions['security'], login: string | undefined, logins: string[]) =>
  ({
    secure: security === 'smtps',
    disabledCommands: [...(security === 'plain' ? ['STARTTLS'] : []), ...(login ? [] : ['AUTH'])],
    authOptional: !login,
    allowInsecureAuth: security === 'plain',
    onAuth: ({ username, password }, _session, callback) => {
      logins.push(`${username}:${password}`);
      if (`${username}:${password}` === login) callback(null, { user: username });
      else callback(Object.assign(new Error('wrong'), { responseCode: 535 }));
    },
  }) satisfies ConstructorParameters<typeof SMTPServer>[0];

/** Listens, or not; a closed SMTPServer can't listen again, so each time it is a new one. */
function listener(make: () => SMTPServer) {
  const sockets = new Map<number | undefined, Socket>();
  let current: SMTPServer | undefined;
  return {
    async up(port: number): Promise<number> {
      if (current) return port;
      const server = (current = make());
      server.on('error', () => {}); // clients that go away
      server.server.on('connection', (socket: Socket) => {
        const { remotePort } = socket;
        sockets.set(remotePort, socket);
        socket.on('close', () => sockets.delete(remotePort));
      });
      await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
      return (server.server.address() as AddressInfo).port;
    },
    async down(): Promise<void> {
      const server = current;
      current = undefined;
      const closed = new Promise<void>((done) => (server ? server.close(() => done()) : done()));
      for (const socket of sockets.values()) socket.destroy();
      await closed;
    },
    cut: (session: SMTPServerSession): void => void sockets.get(session.remotePort)?.destroy(),
  };
}
