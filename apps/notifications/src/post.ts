import { createTransport } from 'nodemailer';
import { isPlainAddress } from './mail.ts';

/** A mail ready to go. */
export interface Letter {
  /** The notification's id; the Message-ID is made from it. */
  id: string;
  /** The same for every attempt at one sending: a provider that knows it sends one mail for it. */
  key: string;
  to: { name: string; address: string };
  subject: string;
  html: string;
  text: string;
}

/**
 * What became of a letter. `later`: not now; `unanswered`: nobody knows; `refused`: never; `away`: there is no mail server
 * to take any letter.
 */
export type Delivery = { kind: 'sent' } | { kind: 'later' | 'unanswered' | 'refused' | 'away'; reason: string };

/** Who carries mail. */
export interface Post {
  /** Letters under way at once. */
  readonly slots: number;
  /** `send` takes no longer. */
  readonly deadlineMs: number;
  send(letter: Letter): Promise<Delivery>;
  close(): void;
}

export interface PostOptions {
  /** `smtp://` or `smtps://`, with `user:password@` where the server wants it. */
  url: string;
  /** The sender's plain address. */
  from: string;
  /** Mails a second; unlimited when undefined, two for Resend. */
  ratePerSecond?: number | undefined;
  /** Copies of this service, which share the rate. */
  copies?: number;
  timeoutMs?: number;
  /** For tests: the server's own certificate. */
  ca?: string;
}

const smtpTimeoutMs = 10_000;
const connections = 8;
/** Mails leave evenly but arrive less so: the first of a connection comes later by the time to open it. */
const margin = 1.2;

/** Mail by SMTP: pooled connections, each mail within its deadline, none faster than the rate. */
export function smtp({ url, from, ratePerSecond, copies = 1, timeoutMs = smtpTimeoutMs, ca }: PostOptions): Post {
  const server = serverOf(url);
  const rate = ratePerSecond ?? (isResend(server) ? resendPerSecond : undefined);
  const spacingMs = rate ? Math.ceil((1_000 * margin * copies) / rate) : 0;
  const slots = rate ? 1 : connections;
  const deadlineMs = timeoutMs + spacingMs;
  const connectTimeoutMs = timeoutMs / 2;
  const transport = createTransport(
    {
      ...server,
      pool: true,
      maxConnections: slots,
      // Retries are ours, counted and with pauses.
      maxRequeues: 0,
      // A new connection starts without regard to the rate: there must be one only, and for long.
      ...(rate ? { rateLimit: 1, rateDelta: spacingMs, maxMessages: Infinity } : {}),
      connectionTimeout: connectTimeoutMs,
      greetingTimeout: connectTimeoutMs,
      // Longer than the deadline, which ends a letter whatever the server does meanwhile.
      socketTimeout: deadlineMs + connectTimeoutMs,
      socketCloseTimeout: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(ca ? { tls: { ca } } : {}),
    },
    { from: { name: 'Ecomm', address: from } },
  );
  const domain = from.slice(from.lastIndexOf('@') + 1);

  return {
    slots,
    deadlineMs,
    close: () => transport.close(),
    async send({ id, key, to, ...bodies }) {
      if (!isPlainAddress(to.address)) return { kind: 'refused', reason: 'not one plain mail address' };
      try {
        await transport.sendMail({
          ...bodies,
          to,
          messageId: `<${id}@${domain}>`,
          headers: { 'X-Notification-Id': id, 'Resend-Idempotency-Key': key, 'Auto-Submitted': 'auto-generated' },
          signal: AbortSignal.timeout(deadlineMs),
        });
        return { kind: 'sent' };
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}

interface Server {
  host: string;
  port: number;
  secure: boolean;
  auth?: { user: string; pass: string };
  requireTLS: boolean;
  ignoreTLS: boolean;
}

const resendPerSecond = 2;
const isResend = ({ host, auth }: Server): boolean => auth?.user === 'resend' || /(^|\.)resend\.com$/i.test(host);

/** A password is never sent in the clear; a server on this machine needs no TLS. */
function serverOf(url: string): Server {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const hasLogin = username !== '';
  return {
    host,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: hasLogin && !secure,
    ignoreTLS: !hasLogin && ['localhost', '127.0.0.1', '::1'].includes(host),
    ...(hasLogin ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
  };
}

/** Servers like to repeat whom they refuse, which is for no log. */
const address = /<?[^\s<>"',;:()]+@[^\s<>"',;:()]+>?/g;

/** Codes that say something of this letter; all others mean that no letter can be sent. */
const ofLetter = new Set(['EENVELOPE', 'EMESSAGE', 'ESTREAM']);

function failureOf(error: unknown): Delivery {
  const { code = '', responseCode = 0, response, message } = error as Error & SmtpError;
  if (code === 'EABORT') return { kind: 'unanswered', reason: 'the mail server did not answer in time' };
  const reason = (response ?? message).replaceAll(address, '<address>').slice(0, 500);
  if (!ofLetter.has(code) || responseCode === 421) return { kind: 'away', reason };
  const isFinal = responseCode >= 500 && responseCode !== 503;
  return { kind: isFinal ? 'refused' : 'later', reason };
}

interface SmtpError {
  code?: string;
  responseCode?: number;
  response?: string;
}
