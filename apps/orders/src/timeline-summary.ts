import type {
  NotificationEmail,
  OrderCreated,
  OrderUpdated,
  PaymentAttempted,
  PaymentFailed,
  PaymentRefunded,
  PaymentSucceeded,
  StockShortfall,
} from '@ecomm/contracts/events';

/** What a timeline may hold: each event's type and what it carries. */
export interface Told {
  'order.created': OrderCreated;
  'order.updated': OrderUpdated;
  'payment.attempted': PaymentAttempted;
  'payment.succeeded': PaymentSucceeded;
  'payment.failed': PaymentFailed;
  'payment.refunded': PaymentRefunded;
  'stock.shortfall': StockShortfall;
  'notification.email': NotificationEmail;
}

const sentences: { [Type in keyof Told]: (data: Told[Type]) => string } = {
  'order.created': ({ items_count, amount, currency }) =>
    `An order of ${counted(items_count, 'item')} for ${money(amount)} ${currency} was placed`,
  'order.updated': ({ status, reason }) => `The order is ${status}${because(reason)}`,
  'payment.attempted': ({ amount }) => `A charge of ${money(amount)} was begun`,
  'payment.succeeded': ({ amount }) => `${money(amount)} was paid`,
  'payment.failed': ({ amount, reason }) => `The charge of ${money(amount)} failed${because(reason)}`,
  'payment.refunded': ({ amount, refunded_amount, reason }) =>
    amount === refunded_amount
      ? `${money(amount)} was refunded${because(reason)}`
      : `${money(amount)} was refunded, ${money(refunded_amount)} so far${because(reason)}`,
  'stock.shortfall': ({ product_id, missing }) =>
    `The stock has ${counted(missing, 'unit')} too few of product ${product_id}`,
  'notification.email': ({ to, subject }) => `A mail to ${to} was queued: ${subject}`,
};

/** What happened, in a sentence for people. */
export const summaryOf = <Type extends keyof Told>(type: Type, data: Told[Type]): string =>
  ended(sentences[type](data));

const money = (amount: number): string => amount.toFixed(2);

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `card_declined` is for programs. */
const because = (reason: string | undefined): string =>
  reason === undefined ? '' : `: ${/^[a-z_]+$/.test(reason) ? reason.replaceAll('_', ' ') : reason}`;

const ended = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);
