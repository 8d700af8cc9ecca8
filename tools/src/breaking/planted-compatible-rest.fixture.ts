import type { Planted } from './planted.fixture.ts';

const aside = (op: string, route: string) =>
  `${op}\n\n/** Shows the planted. */\n@tag("Planted")\n@get\n@route("${route}")\n@useAuth(NoAuth)\nop readPlanted(): { planted: string } | Trouble;\n`;

/** Changes of operations that break nobody. */
export const compatibleRest: Planted[] = [
  {
    what: 'an operation is added',
    edits: [['payments.http.tsp', 'op readHealth is ReadHealth;', aside('op readHealth is ReadHealth;', '/planted')]],
  },
  {
    what: 'an optional query parameter is added',
    edits: [['payments.http.tsp', '@query order_id?: uuid', '@query order_id?: uuid, @query outcome?: LedgerOutcome']],
  },
  {
    what: 'an optional request field is added',
    edits: [
      [
        'orders.tsp',
        'shipping_address?: shippingAddress;',
        'shipping_address?: shippingAddress;\n    gift_note?: text;',
      ],
    ],
  },
  {
    what: 'a response field is added',
    edits: [['orders.tsp', '  model OrderPayment {', '  model OrderPayment {\n    provider: string;']],
  },
  { what: 'a request accepts a greater number', edits: [['orders.tsp', '@maxValue(1000)', '@maxValue(5000)']] },
  { what: 'a request accepts a longer list', edits: [['orders.tsp', '@maxItems(50)', '@maxItems(80)']] },
  {
    what: 'a parameter accepts one value more',
    edits: [['products.http.tsp', '  price_desc,\n', '  price_desc,\n  best_selling,\n']],
  },
  { what: 'a pattern of a request is dropped', edits: [['orders.http.tsp', '  @pattern("^[!-~]+$")\n', '']] },
  {
    what: 'a required request field becomes optional',
    edits: [['users.tsp', '    password: password;\n    first_name?', '    password?: password;\n    first_name?']],
  },
  {
    what: 'a request field accepts null',
    edits: [['orders.tsp', 'shipping_address?: shippingAddress;', 'shipping_address?: shippingAddress | null;']],
  },
  {
    what: 'a request accepts a number or a text',
    edits: [['users.tsp', /(model RefreshToken \{\n +refresh_token: refreshToken)/, '$1 | int32']],
  },
  {
    what: 'an optional response field is always there',
    edits: [['health.tsp', '  outbox?: OutboxCheck;', '  outbox: OutboxCheck;']],
  },
  { what: 'a response enum loses a value', edits: [['payments.tsp', '    refund,\n', '']] },
  { what: 'a bound of a response is dropped', edits: [['health.tsp', '@minValue(0) lag: int32;', 'lag: int32;']] },
  {
    what: 'a field of an answer is never null any more',
    edits: [['users.tsp', /^ {4}y\?: string;/m, '    y: string;']],
  },
  {
    what: 'a role is not needed any more',
    edits: [['payments.http.tsp', '@extension("x-role", "admin")\nop listLedger', 'op listLedger']],
  },
  {
    what: 'a token becomes optional',
    edits: [
      [
        'payments.http.tsp',
        /@useAuth\(BearerAuth\)(\n(?:@[^\n]*\n)*op readPayment)/,
        '@useAuth(BearerAuth | NoAuth)$1',
      ],
    ],
  },
  {
    what: 'a problem code is added',
    edits: [['users.http.tsp', 'Conflict<"user.email_taken">', 'Conflict<"user.email_taken" | "user.email_blocked">']],
  },
  {
    what: 'an error status is added',
    edits: [['orders.http.tsp', '  | OrderDetail\n', '  | OrderDetail\n  | Conflict<"order.being_moved">\n']],
  },
  { what: 'an error status is gone', edits: [['users.http.tsp', '  | Conflict<"user.email_taken">\n', '']] },
  {
    what: 'a response header is added',
    edits: [
      [
        'orders.http.tsp',
        '@header("Idempotent-Replayed")',
        '@header("X-Order-Age") age?: int32;\n\n      @header("Idempotent-Replayed")',
      ],
    ],
  },
  {
    what: 'path parameters are listed in another order',
    edits: [
      [
        'notifications.http.tsp',
        '@path first: int32, @path second: string',
        '@path second: string, @path first: int32',
      ],
    ],
  },
  {
    what: 'a path parameter is renamed',
    edits: [
      ['payments.http.tsp', '@route("/status/{transactionId}")', '@route("/status/{id}")'],
      ['payments.http.tsp', '(@path transactionId: uuid)', '(@path id: uuid)'],
    ],
  },
  {
    what: 'a description and a tag change',
    edits: [
      ['payments.http.tsp', '@tag("Ledger")', '@tag("Audit")'],
      ['payments.tsp', '/** What the provider did under one key. */', '/** One line of the ledger. */'],
    ],
  },
  {
    what: 'fields change their order',
    edits: [['users.tsp', '    kty: string;\n    kid: string;', '    kid: string;\n    kty: string;']],
  },
  { what: 'a model gets another name', edits: [['orders.tsp', /\bNewOrderItem\b/g, 'WantedItem']] },
  {
    what: 'a bound moves from the scalar to the field',
    edits: [['orders.tsp', '    quantity: quantity;', '    @minValue(1) @maxValue(1000) quantity: int32;']],
  },
];
