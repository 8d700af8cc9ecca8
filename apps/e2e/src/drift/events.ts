import { compiler, freshness, testOf, type Mutation } from './mutation.ts';

const stray = 'every service stages what its relay lists, and nothing that is for another to say';

/** Events that are not what their contract says, and consumers that read or hear something else. */
export const events: readonly Mutation[] = [
  {
    says: 'order.updated is published without its `previous_status`',
    file: 'apps/orders/src/order-history.ts',
    edits: [['    previous_status,\n    ...(reason', '    ...(reason']],
    caughtBy: compiler('apps/orders', "Property 'previous_status' is missing"),
  },
  {
    says: 'user.created is published with its `user_id` as text',
    file: 'apps/users/src/sign-up.ts',
    edits: [['stage(tx, userCreated, { user_id,', 'stage(tx, userCreated, { user_id: String(user_id),']],
    caughtBy: compiler('apps/users', "'string' is not assignable to type 'number'"),
  },
  {
    says: 'order.updated is published with a status that there is not',
    file: 'apps/orders/src/order-history.ts',
    edits: [['    previous_status,\n    ...(reason', "    previous_status: 'pendign',\n    ...(reason"]],
    caughtBy: compiler('apps/orders', 'pendign'),
  },
  {
    says: 'events of a payment are published with `transactionId` for `transaction_id`',
    file: 'apps/payments/src/payment.ts',
    edits: [['  transaction_id: payment.transaction_id,', '  transactionId: payment.transaction_id,']],
    caughtBy: compiler('apps/payments', "Property 'transaction_id' is missing"),
  },
  {
    says: 'an optional field is misspelt, by way of a spread',
    file: 'apps/payments/src/settle-charges.ts',
    edits: [['{ reason: payment.failure_reason }', '{ raeson: payment.failure_reason }']],
    caughtBy: compiler('apps/payments', "Types of property 'raeson' are incompatible"),
  },
  {
    says: 'payment.succeeded is published with everything its row holds, by way of a spread',
    file: 'apps/payments/src/settle-charges.ts',
    edits: [['const result = { ...told(payment),', 'const result = { ...payment, ...told(payment),']],
    caughtBy: compiler('apps/payments', "Types of property 'amount_cents' are incompatible"),
  },
  {
    says: 'product.updated is published with a field that the compiler was not shown',
    file: 'apps/products/src/product.ts',
    edits: [
      [
        'return { product_id: id, name,',
        'return Object.assign({ created_by: product.created_by }, { product_id: id, name,',
      ],
      ['changed: [...changed], occurred_at };', 'changed: [...changed], occurred_at });'],
    ],
    caughtBy: testOf(
      'apps/products',
      'catalogue.flow.test.ts',
      'a change announces what changed; one that changes nothing announces nothing',
    ),
  },
  {
    says: 'payment.attempted is published where payment.succeeded is due, which has the same fields',
    file: 'apps/payments/src/settle-charges.ts',
    edits: [
      ['outgoing(paymentSucceeded, result)', 'outgoing(paymentAttempted, result)'],
      ['import { paymentFailed, paymentSucceeded }', 'import { paymentAttempted, paymentFailed }'],
    ],
    caughtBy: testOf(
      'apps/payments',
      'charger.flow.test.ts',
      'a charge that succeeds is recorded and announced together',
    ),
  },
  {
    says: 'order.created is published with its amount in cents',
    file: 'apps/orders/src/announcement.ts',
    edits: [['amount: toAmount(order.total_cents)', 'amount: order.total_cents']],
    caughtBy: testOf(
      'apps/orders',
      'place-order.flow.test.ts',
      "an order has the catalogue's prices, whatever the client says, and is announced once",
    ),
  },
  {
    says: 'orders no longer listens to payment.failed',
    file: 'apps/orders/src/subscriptions.ts',
    edits: [
      ['  onAll(paymentFailed, failOrders),\n', ''],
      ['  paymentFailed,\n', ''],
      ['failOrders, ', ''],
    ],
    caughtBy: testOf(
      'apps/orders',
      'settle-order.flow.test.ts',
      'a failed payment fails the order and carries its reason',
    ),
  },
  {
    says: 'payment.failed goes to the handler of payment.succeeded, which takes the same fields',
    file: 'apps/orders/src/subscriptions.ts',
    edits: [
      ['onAll(paymentFailed, failOrders)', 'onAll(paymentFailed, payOrders)'],
      ['failOrders, ', ''],
    ],
    caughtBy: testOf(
      'apps/orders',
      'settle-order.flow.test.ts',
      'a failed payment fails the order and carries its reason',
    ),
  },
  {
    says: 'notifications no longer listens to payment.failed',
    file: 'apps/notifications/src/subscriptions.ts',
    edits: [['  onAll(paymentFailed, regretPayments(deps)),\n', '']],
    caughtBy: freshness('tools/src/topology/generate.ts', 'docs/topology.md'),
  },
  {
    says: 'orders stages order.updated, and its relay does not list it',
    file: 'apps/orders/src/main.ts',
    edits: [['publishes: [orderCreated, orderUpdated]', 'publishes: [orderCreated]']],
    caughtBy: testOf('tools', 'topology/stray-events.workspace.test.ts', stray),
  },
  {
    says: 'payments publishes an event that is for orders to say',
    file: 'apps/payments/src/main.ts',
    edits: [
      ['publishes: [paymentAttempted,', 'publishes: [orderUpdated, paymentAttempted,'],
      ['import { paymentAttempted,', 'import { orderUpdated, paymentAttempted,'],
    ],
    caughtBy: testOf('tools', 'topology/stray-events.workspace.test.ts', stray),
  },
  {
    says: 'a consumer reads a field that the event does not have',
    file: 'apps/notifications/src/announce.ts',
    edits: [['money(order.amount, currency)', 'money(order.total, currency)']],
    caughtBy: compiler('apps/notifications', "Property 'total' does not exist"),
  },
  {
    says: 'a consumer takes an event for another one',
    file: 'apps/products/src/subscriptions.ts',
    edits: [
      ['onAll(orderUpdated,', 'onAll(orderCreated,'],
      ['import { orderUpdated }', 'import { orderCreated }'],
    ],
    caughtBy: compiler('apps/products', 'status, previous_status'),
  },
  {
    says: 'an event that comes a second time has its effect a second time',
    file: 'packages/outbox/src/once.ts',
    edits: [['(event) => fresh.delete(event.id.toLowerCase())', '() => fresh']],
    caughtBy: testOf('packages/outbox', 'once.flow.test.ts', 'a batch delivered twice has its effects once, in order'),
  },
  {
    says: 'an event that is not what its contract says is published',
    file: 'packages/outbox/src/outgoing.ts',
    edits: [['if (!check.Check(payload)) {', 'if (payload === null) {']],
    caughtBy: testOf(
      'packages/outbox',
      'stage.flow.test.ts',
      'a payload that is not what the contract says is not published',
    ),
  },
  {
    says: 'an event that is not what its contract says is handled',
    file: 'packages/events/src/validate.ts',
    edits: [['if (expected.schema.Check(event.payload)) return event;', 'if (event) return event;']],
    caughtBy: testOf(
      'packages/events',
      'deliver.test.ts',
      'a poison event (invalid: /n Expected integer) goes to the dead letters as it came and the next ones are handled',
    ),
  },
];
