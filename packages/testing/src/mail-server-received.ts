import { simpleParser, type ParsedMail } from 'mailparser';
import type { SMTPServerSession } from 'smtp-server';

/** A mail as the server took it. */
export interface Received {
  /** Milliseconds since 1970, when its content was there. */
  at: number;
  from: string;
  to: string[];
  /** Its Message-ID, without the angle brackets; empty when it has none. */
  messageId: string;
  /** Its X-Notification-Id; empty when it has none. */
  notificationId: string;
  /** Whether the sender heard so: not in the modes `hang-after-data` and `lose-answer`. */
  answered: boolean;
  secure: boolean;
  user: unknown;
  /** As it came over the wire; empty unless the server keeps contents. */
  raw: string;
  /** Its parts, parsed when first asked for; fails unless the server keeps contents. */
  parsed(): Promise<ParsedMail>;
}

export function receivedOf(raw: string, session: SMTPServerSession): Received {
  const head = raw.slice(0, raw.search(/\r?\n\r?\n/) + 1 || raw.length);
  const { mailFrom, rcptTo } = session.envelope;
  let parsing: Promise<ParsedMail> | undefined;
  return {
    at: Date.now(),
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({ address }) => address),
    messageId: headerOf(head, 'message-id').replace(/^<(.*)>$/, '$1'),
    notificationId: headerOf(head, 'x-notification-id'),
    answered: true,
    secure: session.secure,
    user: session.user,
    raw,
    parsed(): Promise<ParsedMail> {
      if (!this.raw) return Promise.reject(new Error('this mail server does not keep contents: `keep: "contents"`'));
      return (parsing ??= simpleParser(this.raw));
    },
  };
}

const headerOf = (head: string, name: string): string =>
  new RegExp(`^${name}:[ \\t]*((?:.|\\r?\\n[ \\t])*)`, 'im').exec(head)?.[1]?.trim() ?? '';
