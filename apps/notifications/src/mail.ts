import { NotificationEmail, type MailTemplate } from '@ecomm/contracts/events';
import { TypeCompiler } from '@sinclair/typebox/compiler';

export type Template = MailTemplate;
export type MailStatus = 'queued' | 'sent' | 'failed';

/** Who gets mail. */
export interface Contact {
  email: string;
  first_name: string | null;
  last_name: string | null;
}

/** What a template shows; amounts are formatted, nothing is escaped yet. */
export type MailData = Record<string, unknown>;

const address = TypeCompiler.Compile(NotificationEmail.properties.to);

/** One plain mail address, as the contract says: no second one, group, display name or line break. */
export const isPlainAddress = (text: string): boolean => address.Check(text);

/** A contact's name for a mail's header, on one line. */
export const fullName = ({ first_name, last_name }: Contact): string =>
  [first_name, last_name]
    .filter(Boolean)
    .join(' ')
    // oxlint-disable-next-line no-control-regex -- control characters are what must go
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .trim();

/** `c***@example.com` */
export const masked = (email: string): string => `${email.slice(0, 1)}***${email.slice(email.lastIndexOf('@'))}`;

const formats = new Map<string, Intl.NumberFormat>();

/** An amount for people: `$1,299.00`. */
export function money(amount: number, currency: string): string {
  let format = formats.get(currency);
  // Making one takes longer than a mail.
  if (!format) formats.set(currency, (format = new Intl.NumberFormat('en-US', { style: 'currency', currency })));
  return format.format(amount);
}

const pauseMaxSeconds = 30;

/** How long to wait before the mail server is asked again after `attempts` attempts. */
export const pauseSeconds = (attempts: number): number => Math.min(2 ** (attempts - 1), pauseMaxSeconds);
