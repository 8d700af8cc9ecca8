import { find, recordOf, remove, type Tampering } from './tampering.fixture.ts';

export const ofEvents: Tampering[] = [
  [
    'an order was never announced',
    'I4 I11 I12 I20',
    ({ records }, { cancelled }) =>
      remove(records, ({ topic, orderId }) => topic === 'order.created' && orderId === cancelled.id),
  ],
  [
    'an order was announced by two events',
    'I4 I11 I12 I15 I20',
    (shop, { paid }) => {
      const [first] = [recordOf(shop, 'order.created', paid.id)];
      const offset = shop.records.filter(({ topic }) => topic === 'order.created').length;
      shop.records.push({ ...first, offset, eventId: shop.id() });
    },
  ],
  [
    'an order was announced by another event than it says',
    'I4',
    (shop, { paid }) => void (paid.created_event_id = shop.id()),
  ],
  [
    'an event tells of an order that was rolled back',
    'I5',
    (shop) => {
      const event = { topic: 'payment.attempted', traceId: null, causeId: null, payload: {} };
      shop.write({ ...event, eventId: shop.id(), orderId: crypto.randomUUID() });
    },
  ],
  [
    'a status was never told',
    'I11',
    (shop, { delivered }) => {
      const paid = find(shop.records, ({ payload }) => payload?.order_id === delivered.id && payload.status === 'paid');
      paid.payload!.sequence = 9;
    },
  ],
  [
    'two statuses were told the wrong way round',
    'I11',
    (shop, { delivered }) => {
      const of = (status: string) =>
        find(shop.records, ({ payload }) => payload?.order_id === delivered.id && payload.status === status).payload!;
      [of('paid').sequence, of('delivered').sequence] = [4, 2];
    },
  ],
  [
    'poison was taken by one group',
    'I13',
    ({ records }) => remove(records, ({ topic }) => topic.endsWith('payments-group.dlq')),
  ],
  [
    'a dead letter has no row',
    'I13',
    ({ deadLetters }) => remove(deadLetters, ({ consumer }) => consumer === 'payments-group'),
  ],
  [
    'an outage made a dead letter',
    'I13',
    (shop, { paid }) => {
      const { topic, offset, eventId } = recordOf(shop, 'payment.succeeded', paid.id);
      const place = { topic, partition: 0, offset };
      shop.deadLetters.push({
        consumer: 'orders-group',
        ...place,
        event_id: eventId,
        reason: 'failed',
        attempts: 10,
        status: 'open',
      });
    },
  ],
  [
    'an effect is of an event that nobody published',
    'I14',
    ({ history }, { cancelled }) => {
      find(history, ({ order_id, status }) => order_id === cancelled.id && status === 'cancelled').cause_id =
        crypto.randomUUID();
    },
  ],
  [
    'an effect has no inbox row',
    'I14',
    (shop, { paid }) => {
      const { topic, eventId } = recordOf(shop, 'payment.succeeded', paid.id);
      remove(shop.inbox, (one) => one.group === 'orders-group' && one.eventId === eventId);
      shop.records.filter((one) => one.topic === topic).forEach((one) => (one.partition = 1));
    },
  ],
  [
    'an offset was committed before the work',
    'I15',
    (shop, { delivered }) => {
      const { eventId } = find(
        shop.records,
        ({ payload }) => payload?.order_id === delivered.id && payload.status === 'delivered',
      );
      remove(shop.inbox, (one) => one.group === 'products-group' && one.eventId === eventId);
    },
  ],
  [
    'an event of an order that was rolled back waits',
    'I5 I16',
    ({ outbox }) => {
      const row = { ...outbox[0]!, topic: 'order.updated', cause_id: null, sent_at: null };
      outbox.push({ ...row, id: crypto.randomUUID(), order_id: crypto.randomUUID() });
    },
  ],
];
