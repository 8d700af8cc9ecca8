import { compiler, testOf, type Mutation } from './mutation.ts';

const declared = 'every problem a service raises is one that its contract declares';

/** HTTP handlers that don't keep to their contract. */
export const http: readonly Mutation[] = [
  {
    says: 'an order is answered with `payments` instead of `payment`',
    file: 'apps/orders/src/read-orders.ts',
    edits: [['return { ...order, payment: await', 'return { ...order, payments: await']],
    caughtBy: compiler('apps/orders', "'payments' does not exist"),
  },
  {
    says: 'a session is answered without its `userId`',
    file: 'apps/users/src/session.ts',
    edits: [[', userId: user.id, user }', ', user }']],
    caughtBy: compiler('apps/users', "'userId' is missing"),
  },
  {
    says: 'what was refunded is answered as text',
    file: 'apps/payments/src/payment.ts',
    edits: [['refunded_amount: toAmount(refunded_cents),', 'refunded_amount: String(refunded_cents),']],
    caughtBy: compiler('apps/payments', "Types of property 'refunded_amount' are incompatible"),
  },
  {
    says: 'an entry of the ledger is answered with the number of its row, by way of a spread',
    file: 'apps/payments/src/list-ledger.ts',
    edits: [['items: page.map(shown),', 'items: page.map((row) => ({ ...shown(row), entry: row.entry })),']],
    caughtBy: compiler('apps/payments', "Types of property 'entry' are incompatible"),
  },
  {
    says: 'a mail is answered with the data it was made of, by way of a spread',
    file: 'apps/notifications/src/read-notifications.ts',
    edits: [
      ['const { data, ...notification } = row;', 'const { data } = row;'],
      ['return { ...notification, ...render(', 'return { ...row, ...render('],
    ],
    caughtBy: compiler('apps/notifications', "Types of property 'data' are incompatible"),
  },
  {
    says: 'a new product is answered with 200, which is not declared',
    file: 'apps/products/src/app.ts',
    edits: [
      [
        'createProduct: async ({ caller, body, set }) => written',
        'createProduct: async ({ caller, body, set, reply }) => reply(200, written',
      ],
      ['createProduct(deps, caller.id, body), set),', 'createProduct(deps, caller.id, body), set)),'],
    ],
    caughtBy: compiler('apps/products', "Argument of type '200' is not assignable"),
  },
  {
    says: 'a picture is answered with a Response of status 206, which is not declared',
    file: 'apps/products/src/read-image.ts',
    edits: [['Uint8Array<ArrayBuffer>, {', 'Uint8Array<ArrayBuffer>, {\n    status: 206,']],
    caughtBy: testOf(
      'apps/products',
      'upload-image.flow.test.ts',
      'a png is kept under a name made here, served as it is, and announced',
    ),
  },
  {
    says: 'an unknown picture is refused with status 418, which no problem has',
    file: 'apps/products/src/read-image.ts',
    edits: [["new Problem(404, 'image.not_found'", "new Problem(418, 'image.not_found'"]],
    caughtBy: compiler('apps/products', "Argument of type '418' is not assignable"),
  },
  {
    says: "a stranger's payment is refused with a code that is not declared",
    file: 'apps/payments/src/read-payments.ts',
    edits: [["'payment.not_found', 'There is no such payment.'", "'payment.unknown', 'There is no such payment.'"]],
    caughtBy: testOf(
      'apps/payments',
      'app.flow.test.ts',
      'a payment is shown to its owner and to admins, to others it does not exist',
    ),
  },
  {
    says: 'a taken SKU is refused with a status that is declared for another code only',
    file: 'apps/products/src/create-product.ts',
    edits: [["new Problem(409, 'product.sku_taken'", "new Problem(412, 'product.sku_taken'"]],
    caughtBy: testOf(
      'apps/products',
      'catalogue.flow.test.ts',
      'a taken SKU is 409, by creating and by changing, and leaves nothing behind',
    ),
  },
  {
    says: 'a code that is not declared is raised where no test comes by',
    file: 'apps/users/src/passwords.ts',
    edits: [["503, 'service.overloaded'", "503, 'service.overlaoded'"]],
    caughtBy: testOf('.', 'architecture.test.ts', declared),
  },
  {
    says: 'an operation has no handler',
    file: 'apps/users/src/app.ts',
    edits: [['      updateMe: ({ caller, body }) => updateMe(deps, caller, body),\n', '']],
    caughtBy: compiler('apps/users', "'updateMe' is missing"),
  },
  {
    says: 'a handler is for an operation that the contract does not have',
    file: 'apps/notifications/src/app.ts',
    edits: [['...deps.health,', 'deleteNotification: () => undefined,\n      ...deps.health,']],
    caughtBy: compiler('apps/notifications', "'() => undefined' is not assignable to type 'never'"),
  },
  {
    says: 'a handler reads a path parameter by another name',
    file: 'apps/orders/src/app.ts',
    edits: [['params.userId', 'params.user_id']],
    caughtBy: compiler('apps/orders', "Property 'user_id' does not exist"),
  },
  {
    says: 'a handler reads a field that the body does not have',
    file: 'apps/payments/src/app.ts',
    edits: [['body.order_id', 'body.orderId']],
    caughtBy: compiler('apps/payments', "Property 'orderId' does not exist"),
  },
  {
    says: 'a handler reads a header by another name',
    file: 'apps/orders/src/app.ts',
    edits: [["headers['idempotency-key']", "headers['idempotency_key']"]],
    caughtBy: compiler('apps/orders', 'idempotency_key'),
  },
  {
    says: 'a list reads its `order_id` as `order`, in its own type too',
    file: 'apps/payments/src/list-ledger.ts',
    edits: [
      ['cursor?: string; order_id?: string }', 'cursor?: string; order?: string }'],
      ['const { order_id, limit = 20 }', 'const { order: order_id, limit = 20 }'],
    ],
    caughtBy: testOf(
      'apps/payments',
      'app.flow.test.ts',
      'the book of one order holds its charge under the order id as key',
    ),
  },
  {
    says: 'a column of the answer has another alias in SQL',
    file: 'apps/notifications/src/read-notifications.ts',
    edits: [['to_email as "to"', 'to_email as recipient']],
    caughtBy: testOf(
      'apps/notifications',
      'app.flow.test.ts',
      'GET /queued is open, newest first, with masked addresses',
    ),
  },
  {
    says: 'a price is answered in cents',
    file: 'apps/products/src/product-columns.ts',
    edits: [
      ['toAmount(Number(cents))', 'Number(cents)'],
      ["import { toAmount } from '@ecomm/contracts/money';\n", ''],
    ],
    caughtBy: testOf(
      'apps/products',
      'catalogue.flow.test.ts',
      'a new product is answered, readable by all and announced once',
    ),
  },
  {
    says: 'an amount is answered with three decimal places',
    file: 'apps/payments/src/payment.ts',
    edits: [['  amount: toAmount(amount_cents),\n  refunded', '  amount: toAmount(amount_cents) + 0.001,\n  refunded']],
    caughtBy: testOf(
      'apps/payments',
      'app.flow.test.ts',
      'a payment is shown to its owner and to admins, to others it does not exist',
    ),
  },
];
