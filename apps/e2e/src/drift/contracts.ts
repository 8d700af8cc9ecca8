import { compiler, freshness, type Mutation } from './mutation.ts';

/** The other side: contracts that change without their services, and generated code without its contract. */
export const contracts: readonly Mutation[] = [
  {
    says: 'a field of an HTTP answer is renamed in the contract, and everything generated anew',
    file: 'contracts/users.tsp',
    edits: [
      ['    userId: id;', '    user_number: id;'],
      ['    userId: 7,', '    user_number: 7,'],
    ],
    generate: true,
    caughtBy: compiler('apps/users', "'userId' does not exist"),
  },
  {
    says: 'a field of a gRPC answer is renamed in the contract of another service, and everything generated anew',
    file: 'contracts/users.tsp',
    edits: [['@TypeSpec.Protobuf.field(6) is_active: boolean;', '@TypeSpec.Protobuf.field(6) active: boolean;']],
    generate: true,
    caughtBy: compiler('apps/orders', "'is_active' does not exist"),
  },
  {
    says: 'only an admin may create a product, and the contract no longer says so',
    file: 'contracts/products.http.tsp',
    edits: [
      ['@route("/")\n@useAuth(BearerAuth)\n@extension("x-role", "admin")\n', '@route("/")\n@useAuth(BearerAuth)\n'],
    ],
    caughtBy: freshness('contracts/generate.ts', 'contracts/generated/http/products.ts'),
  },
  {
    says: 'a status is changed by hand in generated code',
    file: 'contracts/generated/http/orders.ts',
    edits: [['responses: { 201: Order },', 'responses: { 200: Order, 201: Order },']],
    caughtBy: freshness('contracts/generate.ts', 'contracts/generated/http/orders.ts'),
  },
];
