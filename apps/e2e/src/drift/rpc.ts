import { compiler, type Mutation } from './mutation.ts';

/** Both ends of gRPC calls. */
export const rpc: readonly Mutation[] = [
  {
    says: 'a gRPC method has no handler',
    file: 'apps/products/src/rpc.ts',
    edits: [['    releaseStock: async ({ order_id }) => ({ state: await releaseStock(deps, order_id) }),\n', '']],
    caughtBy: compiler('apps/products', "'releaseStock' is missing"),
  },
  {
    says: 'a gRPC method has another name',
    file: 'apps/users/src/rpc.ts',
    edits: [['{ getUser: (', '{ findUser: (']],
    caughtBy: compiler('apps/users', "'findUser' does not exist"),
  },
  {
    says: 'a gRPC service has a method more than its contract',
    file: 'apps/orders/src/rpc.ts',
    edits: [['{ getOrder: (', '{ cancelOrder: () => ({}), getOrder: (']],
    caughtBy: compiler('apps/orders', "'() => {}' is not assignable to type 'never'"),
  },
  {
    says: 'a gRPC answer lacks a field',
    file: 'apps/payments/src/read-payments.ts',
    edits: [
      ['{}),\n    updated_at,\n', '{}),\n'],
      [', failure_reason, updated_at } = payment', ', failure_reason } = payment'],
    ],
    caughtBy: compiler('apps/payments', "Property 'updated_at' is missing"),
  },
  {
    says: 'a gRPC answer has a field of another type',
    file: 'apps/users/src/read-users.ts',
    edits: [['role, is_active };\n}', 'role, is_active: String(is_active) };\n}']],
    caughtBy: compiler('apps/users', "'string' is not assignable to type 'boolean'"),
  },
  {
    says: 'an optional field of a gRPC answer is misspelt, by way of a spread',
    file: 'apps/payments/src/read-payments.ts',
    edits: [['{ failure_reason } : {}', '{ failure_raeson: failure_reason } : {}']],
    caughtBy: compiler('apps/payments', "Types of property 'failure_raeson' are incompatible"),
  },
  {
    says: 'a gRPC method is called that there is not',
    file: 'apps/orders/src/charges.ts',
    edits: [['return await payments.getPaymentStatus(', 'return await payments.getPayment(']],
    caughtBy: compiler('apps/orders', "'getPayment' does not exist"),
  },
  {
    says: 'a gRPC call is made with a field by another name',
    file: 'apps/orders/src/buyers.ts',
    edits: [['getUser({ user_id: userId }', 'getUser({ userId }']],
    caughtBy: compiler('apps/orders', "'userId' does not exist"),
  },
  {
    says: 'a gRPC caller reads a field that the answer does not have',
    file: 'apps/payments/src/orders.ts',
    edits: [['total_amount_cents: amount_cents', 'total_cents: amount_cents']],
    caughtBy: compiler('apps/payments', "Property 'total_cents' does not exist"),
  },
];
