import type { PlantedBreak } from './planted.fixture.ts';

/** Changes that break gRPC callers. */
export const grpcBreaks: PlantedBreak[] = [
  {
    what: 'a method is removed',
    edits: [['products.tsp', / +\/\*\* Gives the stock back;[^\n]*\n[^\n]*\n/, '']],
    rules: ['grpc-method-removed'],
    names: ['gRPC ecomm.products.ProductService.ReleaseStock: the method is gone'],
    at: 'ReleaseStock(...',
    before: true,
    affects: ['orders, by ReleaseStock'],
  },
  {
    what: 'a field is removed',
    edits: [['orders.tsp', /    @TypeSpec.Protobuf.field\(5\) currency: string;\n/, '']],
    rules: ['grpc-field-removed'],
    names: ['gRPC ecomm.orders.GetOrderResponse: `currency` is gone'],
    before: true,
    affects: ['payments, by GetOrder'],
  },
  {
    what: 'a field gets another type',
    edits: [['users.tsp', 'field(1) user_id: int64;', 'field(1) user_id: string;']],
    rules: ['grpc-field-type-changed'],
    names: ['gRPC ecomm.users.GetUserRequest: `user_id` was of type int64 and is string now'],
    affects: ['orders, by GetUser'],
  },
  {
    what: 'a field gets another number',
    edits: [['users.tsp', 'field(6) is_active', 'field(7) is_active']],
    rules: ['grpc-field-renumbered'],
    names: ['gRPC ecomm.users.GetUserResponse: `is_active` had the number 6 and has 7 now'],
  },
  {
    what: 'a field is renamed',
    edits: [['users.tsp', 'field(3) first_name', 'field(3) given_name']],
    rules: ['grpc-field-renamed'],
    names: ['GetUserResponse: its field 3 was called `first_name` and is called `given_name` now'],
  },
  {
    what: 'absence of a field can not be told any more',
    edits: [
      [
        'products.tsp',
        'field(3) sku?: string;\n    @TypeSpec.Protobuf.field(4) quantity',
        'field(3) sku: string;\n    @TypeSpec.Protobuf.field(4) quantity',
      ],
    ],
    rules: ['grpc-field-presence-changed'],
    names: ['gRPC ecomm.products.ReservedLine: `sku` was optional with explicit presence'],
    affects: ['orders, by ReserveStock'],
  },
  {
    what: 'a list becomes one value',
    edits: [['products.tsp', 'field(1) ids: int64[];', 'field(1) ids: int64;']],
    rules: ['grpc-field-presence-changed'],
    names: ['gRPC ecomm.products.GetProductsRequest: `ids` was repeated'],
  },
  {
    what: 'a method takes another message',
    edits: [['products.tsp', 'GetProducts(...GetProductsRequest)', 'GetProducts(...ReleaseStockRequest)']],
    rules: ['grpc-message-changed'],
    names: ['gRPC ecomm.products.ProductService.GetProducts: it took ecomm.products.GetProductsRequest'],
  },
  {
    what: 'a service is renamed',
    edits: [['users.tsp', 'interface UserService', 'interface AccountService']],
    rules: ['grpc-service-removed'],
    names: ['gRPC ecomm.users.UserService: the service is gone'],
    before: true,
    affects: ['orders, by GetUser'],
  },
  {
    what: 'a package is renamed',
    edits: [['payments.tsp', 'name: "ecomm.payments"', 'name: "ecomm.billing"']],
    rules: ['grpc-package-renamed'],
    names: ['gRPC ecomm.payments: the package is gone'],
    at: '@TypeSpec.Protobuf.package(',
    affects: ['orders, by GetPaymentStatus'],
  },
];
