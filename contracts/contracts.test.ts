import { describe, expect, test } from 'bun:test';
import type { TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import * as notifications from './generated/http/notifications.ts';
import * as orders from './generated/http/orders.ts';
import * as payments from './generated/http/payments.ts';
import * as products from './generated/http/products.ts';
import * as users from './generated/http/users.ts';
import { everyContract } from './every.fixture.ts';
import type { OpenApi } from './generator/http.ts';

/** The article's. What is asked of every service is asked of those that came since, too. */
const services = { users, products, orders, payments, notifications };
const generated = (path: string) => Bun.file(`${import.meta.dir}/generated/${path}`);
const documentOf = (service: string): Promise<OpenApi> => generated(`openapi/${service}.json`).json();
const deadLetters = ['discardDeadLetter', 'listDeadLetters', 'readDeadLetter', 'redriveDeadLetter'];
const withHealth = (...ids: string[]) => [...ids, 'readHealth', 'readLivez', 'readReadyz'].toSorted();
const proto = (service: string) => generated(`proto/ecomm/${service}/${service}.proto`).text();

describe('every service', () => {
  test('answers the operations of its use cases and no others', () => {
    const operations = Object.entries(services).map(([name, { contract }]) => [name, Object.keys(contract).toSorted()]);
    expect(Object.fromEntries(operations)).toEqual({
      users: withHealth(
        'changePassword',
        'listUsers',
        'logIn',
        'logOut',
        'readKeys',
        'readMe',
        'readUser',
        'refreshSession',
        'signUp',
        'updateMe',
        'updateUser',
      ),
      products: withHealth(
        'createProduct',
        'listProducts',
        'listReservations',
        'readImage',
        'readProduct',
        'updateProduct',
        'uploadImage',
        ...deadLetters,
      ),
      orders: withHealth(
        'cancelOrder',
        'listUserOrders',
        'placeOrder',
        'readOrder',
        'readTimeline',
        'setStatus',
        'watchOrder',
        ...deadLetters,
      ),
      payments: withHealth('listLedger', 'processPayment', 'readPayment', 'refundPayment', ...deadLetters),
      notifications: withHealth('listNotifications', 'readNotification', 'resendNotification', ...deadLetters),
    });
  });

  test('describes each operation for people, with tags, security and problem codes', async () => {
    for (const service of Object.keys(everyContract)) {
      for (const methods of Object.values((await documentOf(service)).paths)) {
        for (const operation of Object.values(methods)) {
          expect(operation).toMatchObject({ description: expect.stringMatching(/\.$/), tags: [expect.any(String)] });
          expect(operation.security?.length).toBeGreaterThan(0);
          expect(Object.keys(operation.responses)).toContain('500');
        }
      }
    }
  });

  test('keeps to admins what is theirs, and asks for no token where anyone may come', () => {
    const all = Object.values(services).flatMap(({ contract }) =>
      Object.entries<{ auth: string; role?: string }>(contract),
    );
    const ids = (wanted: (operation: { auth: string; role?: string }) => boolean) =>
      all
        .flatMap(([id, operation]) => (wanted(operation) && !/^read(Health|Livez|Readyz)$/.test(id) ? [id] : []))
        .toSorted();
    expect([...new Set(ids(({ role }) => role === 'admin'))]).toEqual([
      'createProduct',
      'discardDeadLetter',
      'listDeadLetters',
      'listLedger',
      'listReservations',
      'listUsers',
      'readDeadLetter',
      'readNotification',
      'redriveDeadLetter',
      'refundPayment',
      'resendNotification',
      'setStatus',
      'updateProduct',
      'updateUser',
      'uploadImage',
    ]);
    expect(ids(({ auth }) => auth === 'none')).toEqual([
      'listProducts',
      'logIn',
      'logOut',
      'readImage',
      'readKeys',
      'refreshSession',
      'signUp',
    ]);
    expect(ids(({ auth }) => auth === 'optional')).toEqual(['listNotifications', 'readProduct']);
  });

  test('declares what a token, a role, a body and a page can be refused for', () => {
    for (const { contract } of Object.values(everyContract)) {
      for (const [id, operation] of Object.entries(contract)) {
        const problems = Object.values(operation.problems).flat();
        const declares = (...codes: string[]) =>
          expect({ id, problems }).toEqual({ id, problems: expect.arrayContaining(codes) });
        if (operation.auth === 'required') declares('auth.missing_token', 'auth.keys_unavailable');
        if (operation.auth !== 'none') declares('auth.invalid_token');
        if (operation.role) declares('auth.forbidden');
        if (operation.body) {
          declares('request.unreadable', 'request.too_large', 'request.unsupported_media_type', 'request.invalid');
        }
        if (operation.query) declares('request.invalid', 'cursor.invalid');
        if (operation.params && !('userId' in operation.params.properties))
          expect(problems.join()).toMatch('.not_found');
      }
    }
  });

  test('uses a problem code with one status only', () => {
    const statuses = new Map<string, Set<string>>();
    for (const { contract } of Object.values(everyContract)) {
      for (const { problems } of Object.values(contract)) {
        for (const [status, codes] of Object.entries(problems)) {
          for (const code of codes) statuses.set(code, (statuses.get(code) ?? new Set()).add(status));
        }
      }
    }
    const several = [...statuses].filter(([, used]) => used.size > 1).map(([code]) => code);
    expect(several).toEqual(['product.not_found']); // 404 in a path, 422 in an order
  });

  test('accepts the examples of its document', async () => {
    for (const [service, module] of Object.entries(everyContract)) {
      const { schemas } = (await documentOf(service)).components;
      const shown = Object.entries(schemas).filter(([name, { examples }]) => examples && name !== 'Problem');
      expect(shown.length).toBeGreaterThan(1);
      for (const [name, { examples }] of shown) {
        const schema = module[name] as TSchema;
        for (const example of examples as unknown[]) {
          expect([...TypeCompiler.Compile(schema).Errors(example)], `${service} ${name}`).toEqual([]);
        }
      }
    }
  });
});

test('an amount is a number to the compiler', () => {
  const payment: Pick<payments.Payment, 'amount'> = { amount: 99.99 };
  const cents: number = payment.amount * 100;
  expect(cents).toBeCloseTo(9999);
});

test('the gRPC packages keep the names clients already use', async () => {
  expect(await proto('users')).toMatch(
    /package ecomm\.users;[^]*int64 user_id = 1;[^]*service UserService \{[^]*rpc GetUser\(/,
  );
  expect(await proto('products')).toMatch(
    /service ProductService \{[^]*rpc ReserveStock\([^]*rpc ReleaseStock\([^]*rpc GetProducts\(/,
  );
  expect(await proto('orders')).toMatch(/package ecomm\.orders;[^]*service OrderService \{[^]*rpc GetOrder\(/);
  expect(await proto('payments')).toMatch(
    /package ecomm\.payments;[^]*service PaymentService \{[^]*rpc GetPaymentStatus\(/,
  );
});
