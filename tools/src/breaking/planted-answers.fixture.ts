import type { PlantedBreak } from './planted.fixture.ts';

/** Changes of answers that break clients. */
export const answerBreaks: PlantedBreak[] = [
  {
    what: 'success gets another status',
    edits: [['notifications.http.tsp', '@statusCode _: 202;', '@statusCode _: 200;']],
    rules: ['success-removed', 'success-added'],
    names: ['notifications.resendNotification', 'does not answer 202', 'can answer 200'],
    at: 'op resendNotification(',
  },
  {
    what: 'a field of an answer is removed',
    edits: [['orders.tsp', '    total_amount: amount;\n', '']],
    rules: ['response-field-removed'],
    names: ['orders.placeOrder (POST /create)', 'orders.readOrder', 'in the answer, `total_amount` of Order is gone'],
    at: 'total_amount: amount;',
    before: true,
    affects: ['SDK shop.orders.create()', 'SDK shop.orders.get()'],
  },
  {
    what: 'fields of an answer that no model declares are removed: one finding each',
    edits: [['notifications.http.tsp', '  left: string;\n  right: string;\n', '']],
    rules: ['response-field-removed', 'response-field-removed'],
    names: ['in the answer, `left` is gone', 'in the answer, `right` is gone'],
    at: 'op plant(',
    before: true,
  },
  {
    what: 'a header of an answer gets another type',
    edits: [
      ['common.tsp', '@header("Retry-After") retryAfter?: int32;', '@header("Retry-After") retryAfter?: string;'],
    ],
    rules: ['response-type-changed'],
    names: ['the header `Retry-After` of 429 was of type integer and is string now', 'the header `Retry-After` of 503'],
    affects: ['SDK shop.orders.create()'],
  },
  {
    what: 'a value of a record in answers is new',
    edits: [
      ['health.tsp', 'Record<"closed" | "half_open" | "open">', 'Record<"closed" | "half_open" | "open" | "lost">'],
    ],
    rules: ['response-enum-widened'],
    names: ['`breakers.*` of Checks can be `lost` now'],
  },
  {
    what: 'a field of an answer may be left out',
    edits: [['orders.tsp', 'transaction_id: uuid | null;', 'transaction_id?: uuid | null;']],
    rules: ['response-field-optional'],
    names: ['orders.listUserOrders', '`transaction_id` of Order was always there'],
  },
  {
    what: 'a field of an answer can be null',
    edits: [['users.tsp', 'userId: id;', 'userId: id | null;']],
    rules: ['response-null-added'],
    names: ['users.signUp', 'users.logIn', '`userId` of Session can be null now'],
    affects: ['SDK shop.users.signup()', 'SDK shop.users.login()'],
  },
  {
    what: 'a status is added to answers and events',
    edits: [['states.tsp', '  cancelled,\n', '  cancelled,\n  lost,\n']],
    rules: ['response-enum-widened', 'event-enum-widened'],
    names: ['orders.placeOrder', '`status` can be `lost` now', 'event order.updated'],
    at: '  lost,',
    affects: ['products (products-group)', 'SDK shop.orders.get()'],
  },
  {
    what: 'a field of an answer gets another type',
    edits: [['users.tsp', '    kid: string;', '    kid: int32;']],
    rules: ['response-type-changed'],
    names: ['users.readKeys', '`kid` of PublicKey was of type string and is integer now'],
    at: 'kid: int32;',
  },
  {
    what: 'an instant becomes any text',
    edits: [['payments.tsp', /^ {4}at: instant;/m, '    at: string;']],
    rules: ['response-loosened'],
    names: ['payments.listLedger', 'format of `at` of LedgerEntry was `date-time` and is not set now'],
  },
  {
    what: 'amounts get a third decimal place, in answers and events',
    edits: [
      [
        'common.tsp',
        /("x-decimal-places", )2(\)\n@JsonSchema.extension\("x-decimal-places", )2(\)\nscalar amount)/,
        '$13$23$3',
      ],
    ],
    rules: ['response-loosened', 'event-loosened'],
    names: ['orders.readOrder', 'event payment.attempted', 'x-decimal-places'],
  },
  {
    what: 'a header of an answer is removed',
    edits: [['products.http.tsp', /\n +\/\*\* Tag of the catalogue[^]*?etag\?: string;\n/, '\n']],
    rules: ['response-header-removed'],
    names: ['products.readProduct', 'the header `ETag` of '],
    at: '@header("ETag") etag?: string;',
    before: true,
  },
  {
    what: 'an answer can have another content type',
    edits: [['products.http.tsp', /("image\/webp")(;\n +@header\("Cache-Control"\))/, '$1 | "image/gif"$2']],
    rules: ['response-media-added'],
    names: ['products.readImage', 'image/gif'],
    at: 'op readImage(',
  },
  {
    what: 'a problem code comes with another status',
    edits: [
      [
        'products.http.tsp',
        'Failure<412, "product.precondition_failed">',
        'Failure<428, "product.precondition_failed">',
      ],
    ],
    rules: ['problem-moved'],
    names: ['products.updateProduct', '`product.precondition_failed` came with 412 and comes with 428 now'],
    at: 'op updateProduct(',
  },
  {
    what: 'every problem loses its trace id',
    edits: [['common.tsp', /\n +\/\*\* The trace id of[^\n]*\n +trace_id: string;\n/, '\n']],
    rules: ['response-field-removed'],
    names: ['more: in the answer, `trace_id` of Problem is gone'],
    at: 'trace_id: string;',
    before: true,
    affects: ['HTTP clients of users', 'HTTP clients of notifications', 'SDK shop.orders.create()'],
  },
  {
    what: 'a member that came with a problem code may be left out',
    edits: [['common.tsp', /( +@extension\("x-codes", #\[)"stock.insufficient"(\]\)\n +@example\(3\))/, '$1$2']],
    rules: ['response-field-optional'],
    names: ['orders.placeOrder', '`available` of Problem always came with `stock.insufficient`'],
    at: 'available?: int32;',
    affects: ['SDK shop.orders.create()'],
  },
  {
    what: 'an answer in a union gets another alternative',
    edits: [['orders.tsp', 'payment: OrderPayment | null;', 'payment: OrderPayment | string | null;']],
    rules: ['response-type-changed'],
    names: ['orders.readOrder', '`payment` of OrderDetail can be string now'],
  },
  {
    what: 'all answers of one operation lose their body',
    edits: [
      [
        'users.http.tsp',
        /op updateMe\(@body body: OwnChange\):\n +\| User/,
        'op updateMe(@body body: OwnChange):\n  | { @statusCode _: 200 }',
      ],
    ],
    rules: ['response-body-removed'],
    names: ['users.updateMe', 'its answer 200 has no body any more'],
    at: 'op updateMe(',
  },
];
