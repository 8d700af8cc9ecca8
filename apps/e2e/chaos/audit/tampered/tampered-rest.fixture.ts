import { find, hour, recordOf, refusedAfterOutage, remove, type Tampering } from './tampering.fixture.ts';

export const ofSettlement: Tampering[] = [
  [
    'a payment hangs',
    'I9',
    ({ payments }, { failed }) => void (find(payments, ({ order_id }) => order_id === failed.id).status = 'processing'),
  ],
  ['a refund hangs', 'I7 I9', ({ refunds }) => void (refunds[0]!.status = 'open')],
  [
    'an order was settled too late',
    'I9',
    ({ history }, { failed }) =>
      void (find(history, ({ order_id, status }) => order_id === failed.id && status === 'failed').at += hour),
  ],
  [
    'an event never left',
    'I16',
    ({ outbox }) => void (find(outbox, ({ topic }) => topic === 'payment.failed').sent_at = null),
  ],
  ['an event left late', 'I16', ({ outbox }) => void (outbox[0]!.sent_at! += hour)],
  ['a group lags', 'I16', ({ behind }) => void behind.set('products-group order.updated', 1)],
  ['a group had an event late', 'I16', ({ inbox }) => void (inbox[0]!.at += hour)],
  [
    'a transaction is left open',
    'I17',
    ({ connections }) => void Object.assign(connections[0]!, { state: 'idle in transaction', for_ms: 6_000 }),
  ],
  [
    'a service has lost its pool',
    'I17',
    ({ connections }) => remove(connections, ({ service }) => service === 'payments'),
  ],
  ['an order hangs', 'I8 I9', (_shop, { failed }) => void (failed.status = 'pending')],
  ['an order was refunded and does not say so', 'I8 I9', (_shop, { refunded }) => void (refunded.status = 'cancelled')],
];

export const ofMails: Tampering[] = [
  [
    'a mail was never written',
    'I12',
    ({ notifications, mails }) => {
      const { notificationId } = mails.pop()!;
      remove(notifications, ({ id }) => id === notificationId);
    },
  ],
  ['a mail was never sent', 'I12', ({ notifications }) => void (notifications[0]!.status = 'queued')],
  ['a mail did not arrive', 'I12', ({ mails }) => void mails.shift()],
  ['a mail came twice, and nobody died', 'I12', ({ record }) => void (record.kills.length = 0)],
  [
    'a mail came from nowhere',
    'I12',
    ({ mails }) => void mails.push({ notificationId: 'unknown', at: 0, answered: true }),
  ],
  [
    'a mail is owed to nobody',
    'I12',
    ({ notifications }, { paid }) =>
      void (find(
        notifications,
        ({ order_id, template }) => order_id === paid.id && template === 'payment_succeeded',
      ).template = 'order_shipped'),
  ],
];

export const ofTheRun: Tampering[] = [
  ['a process has grown', 'I18', ({ record }) => void (record.usage.at(-1)!.memory *= 4)],
  ['a process leaks descriptors', 'I18', ({ record }) => void (record.usage.at(-1)!.descriptors += 200)],
  [
    'a request failed while nothing was broken',
    'I19',
    ({ record }, { delivered }) => {
      const entry = find(record.journal, ({ request, orderId }) => request === 'ship' && orderId === delivered.id);
      record.journal.push({
        ...entry,
        outcome: 'unknown',
        status: 500,
        sentAt: entry.sentAt + hour,
        answeredAt: entry.answeredAt + hour,
      });
    },
  ],
  [
    'a request failed after what an outage had left was worked off',
    'I19',
    (shop, { delivered }) => refusedAfterOutage(shop, delivered.id, { askedMs: 15_000, caughtUpMs: 12_000 }),
  ],
  [
    'what an outage had left took too long to be worked off',
    'I19',
    (shop, { delivered }) => refusedAfterOutage(shop, delivered.id, { askedMs: 32_000, caughtUpMs: 40_000 }),
  ],
  [
    'a process ended by itself',
    'I19',
    ({ record }) => void record.exits.push({ process: 'orders#0', code: 1, signal: null, at: record.healedAt }),
  ],
  [
    'a charge is in another trace',
    'I20',
    (shop, { paid }) => {
      for (const one of shop.records)
        if (one.topic === 'payment.attempted' && one.orderId === paid.id) one.traceId = shop.trace();
      for (const one of shop.timeline)
        if (one.type === 'payment.attempted' && one.order_id === paid.id) one.trace_id = null;
    },
  ],
  ['an event is not in the timeline', 'I20', ({ timeline }) => void timeline.pop()],
  ['the timeline tells another trace', 'I20', (shop) => void (shop.timeline[0]!.trace_id = shop.trace())],
  ['a charge was counted as none', 'I21', ({ payments }) => void (payments[0]!.attempts = 0)],
  [
    'a mail that came twice was counted once',
    'I21',
    ({ notifications }) => void (find(notifications, ({ attempts }) => attempts === 2).attempts = 1),
  ],
  ['a refund was counted as none', 'I21', ({ refunds }) => void (refunds[0]!.attempts = 0)],
  [
    'an event was sent twice, and nothing was broken',
    'I21',
    (shop, { paid }) => {
      // Both times it was sent long before the one fault of this shop.
      shop.record.startedAt -= 2 * hour;
      const event = recordOf(shop, 'order.created', paid.id);
      event.at -= hour;
      shop.write(event).at = event.at;
    },
  ],
  ['a dead letter was never tried', 'I21', ({ deadLetters }) => void (deadLetters[0]!.attempts = 0)],
];
