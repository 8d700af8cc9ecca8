import type { PlantedBreak } from './planted.fixture.ts';

/** Changes that break consumers of events, old ones of new events or new ones of old events. */
export const eventBreaks: PlantedBreak[] = [
  {
    what: 'an event is removed',
    edits: [['notifications.tsp', /\nnamespace Ecomm\.Events \{[^]*$/, '']],
    rules: ['event-removed'],
    names: ['event notification.email: the event is gone'],
    at: 'model NotificationEmail {',
    before: true,
    affects: ['notifications (notifications-group)'],
  },
  {
    what: 'an event is renamed',
    edits: [['payments.tsp', '@Kafka.event("payment.failed", ', '@Kafka.event("payment.declined", ']],
    rules: ['event-renamed'],
    names: ['event payment.failed: the event is called payment.declined now'],
    affects: ['orders (orders-group)', 'notifications (notifications-group)'],
  },
  {
    what: 'an event moves to another topic',
    edits: [['orders.tsp', '"order.created", "order.created"', '"order.created", "orders"']],
    rules: ['event-topic-changed'],
    names: ['event order.created: it came on the topic order.created and comes on orders now'],
    affects: ['payments (payments-group)'],
  },
  {
    what: 'an event gets another key',
    edits: [
      ['orders.tsp', '"order.updated", "order.updated", "order_id"', '"order.updated", "order.updated", "user_id"'],
    ],
    rules: ['event-key-changed'],
    names: ['event order.updated: its key was order_id and is user_id now'],
    affects: ['products (products-group)'],
  },
  {
    what: 'an event gets another owner',
    edits: [['users.tsp', '"user_id", "users", 1)', '"user_id", "notifications", 1)']],
    rules: ['event-owner-changed'],
    names: ['event user.created: users published it and notifications does now'],
  },
  {
    what: 'the version of an event is counted up and the old one dropped',
    edits: [['users.tsp', '"user_id", "users", 1)', '"user_id", "users", 2)']],
    rules: ['event-version-changed'],
    names: ['event user.created: version 1 is not published any more, only version 2'],
  },
  {
    what: 'a field is removed',
    edits: [
      ['orders.tsp', / +previous_status: OrderStatus\.\w+,\n/g, ''],
      ['orders.tsp', '    previous_status: OrderStatus;\n', ''],
    ],
    rules: ['event-field-removed'],
    names: ['event order.updated: `previous_status` is gone'],
    at: 'previous_status: OrderStatus;',
    before: true,
    affects: ['notifications (notifications-group)', 'products (products-group)'],
  },
  {
    what: 'an optional field becomes required',
    edits: [
      ['orders.tsp', /(previous_status: OrderStatus\.\w+,)/, '$1 reason: "paid",'],
      ['orders.tsp', /(model OrderUpdated \{[^}]*reason)\?: string;/, '$1: string;'],
    ],
    rules: ['event-field-required'],
    names: ['event order.updated: `reason` was optional and is required now'],
    at: 'reason: string;',
  },
  {
    what: 'a required field becomes optional',
    edits: [['orders.tsp', '    currency: currency;', '    currency?: currency;']],
    rules: ['event-field-optional'],
    names: ['event order.created: `currency` was always there'],
    affects: ['payments (payments-group)'],
  },
  {
    what: 'a required field is added to a shared payload',
    edits: [
      [
        'payments.tsp',
        /( +transaction_id: "[^"]+",)(?=\n +amount: [\d.]+,\n(?: +reason: "[^"]+",\n)? +occurred_at)/g,
        '$1 provider: "simulated",',
      ],
      ['payments.tsp', '  model PaymentState {', '  model PaymentState {\n    provider: string;'],
    ],
    rules: ['event-field-required'],
    names: [
      'event payment.attempted',
      'event payment.failed',
      'event payment.succeeded',
      '`provider` is new and required',
    ],
    at: 'provider: string;',
    affects: ['orders (orders-group)'],
  },
  {
    what: 'a field deep in an event gets another type',
    edits: [
      ['orders.tsp', 'product_id: 1,', 'product_id: "1",'],
      ['orders.tsp', /(model OrderCreatedItem \{\n +product_id: )id;/, '$1string;'],
    ],
    rules: ['event-type-changed'],
    names: ['event order.created: `items[].product_id` was of type integer and is string now'],
    at: 'product_id: string;',
  },
  {
    what: 'a pattern is tightened',
    edits: [['common.tsp', '@pattern("^[A-Z]{3}$")', '@pattern("^(USD|EUR)$")']],
    rules: ['event-tightened'],
    names: ['event order.created: pattern of `currency` was `^[A-Z]{3}$`'],
  },
  {
    what: 'a bound is loosened, which consumers check',
    edits: [['orders.tsp', '    @minValue(1) items_count: int32;', '    @minValue(0) items_count: int32;']],
    rules: ['event-loosened'],
    names: ['event order.created: minimum of `items_count` was 1 and is 0 now'],
  },
  {
    what: 'a field can be null',
    edits: [['users.tsp', /(model UserCreated \{[^}]*role: Role)/, '$1 | null']],
    rules: ['event-null-added'],
    names: ['event user.created: `role` can be null now'],
    at: 'role: Role | null;',
  },
  {
    what: 'null in a field is refused',
    edits: [
      ['products.tsp', /image_url: null,/g, 'image_url: "/images/one.png",'],
      ['products.tsp', /(model ProductState \{[^}]*image_url: string) \| null/, '$1'],
    ],
    rules: ['event-null-refused'],
    names: ['event product.created, event product.updated: `image_url` may not be null any more'],
    at: '    image_url: string;',
  },
  {
    what: 'a golden file is changed',
    edits: [['golden/planted.event/1/one.json', '"x": 1', '"x": 2']],
    rules: ['golden-changed'],
    names: ['event planted.event', 'contracts/golden/planted.event/1/one.json'],
  },
  {
    what: 'a golden file is removed',
    edits: [['golden/planted.event/1/one.json', /[^]*/, '']],
    rules: ['golden-removed'],
    names: ['contracts/golden/planted.event/1/one.json of version 1 is gone'],
  },
];
