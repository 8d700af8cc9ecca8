import { expect, test } from 'bun:test';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findUndeclared, membersIn, type Declaring } from './tools/src/architecture/problems.ts';
import { findViolations } from './tools/src/architecture/rules.ts';
import { readSources } from './tools/src/architecture/sources.ts';

const sources = readSources(import.meta.dir);

test('every import keeps to the design: who may import whom, and which file owns a driver or the environment', () => {
  expect(sources.size).toBeGreaterThan(50);
  expect(findViolations(sources)).toEqual([]);
});

/** One deliberate violation of each rule: path, source, and the rule that must find it. */
const violations: [string, string, string][] = [
  ['apps/orders/src/a.ts', "import { user } from '@ecomm/users/user';", 'app must not import app (@ecomm/users/user)'],
  [
    'apps/orders/src/a.ts',
    "import { user } from '../../users/src/user.ts';",
    'leaves its project by ../../users/src/user.ts',
  ],
  [
    'apps/orders/src/a.ts',
    "import { twice } from '@ecomm/testing/twice';",
    'app must not import testing (@ecomm/testing/twice)',
  ],
  ['apps/orders/src/a.ts', "import { Kafka } from 'kafkajs';", 'kafkajs is not for it'],
  ['apps/orders/src/a.ts', "import type {\n  Elysia,\n} from 'elysia';", 'elysia is not for it'],
  ['apps/orders/src/a.ts', "const grpc = await import('@grpc/grpc-js');", '@grpc/grpc-js is not for it'],
  ['apps/orders/src/a.ts', "import postgres from 'postgres';", 'postgres is not for it'],
  ['tools/src/a.ts', "import knex from 'knex';", 'knex is not for it'],
  ['bench/src/a.ts', "import { order } from '@ecomm/orders/order';", 'bench must not import app (@ecomm/orders/order)'],
  ['apps/orders/src/a.ts', 'const port = process.env.PORT;', 'reads the environment'],
  ['apps/orders/package.json', '{"dependencies":{"@ecomm/testing":"*"}}', '@ecomm/testing is for devDependencies only'],
  [
    'packages/http/src/a.ts',
    "export * from '@ecomm/contracts/money';",
    'package must not import contract (@ecomm/contracts/money)',
  ],
  ['packages/http/src/a.ts', "import '@ecomm/orders/order';", 'package must not import app (@ecomm/orders/order)'],
  [
    'apps/e2e/src/a.ts',
    "import { settle } from '@ecomm/orders/settle-order';",
    'e2e must not import app (@ecomm/orders/settle-order)',
  ],
  [
    'apps/e2e/src/a.ts',
    "import { next } from '@ecomm/orders/aggregate/order';",
    'e2e must not import app (@ecomm/orders/aggregate/order)',
  ],
  ['packages/sdk/src/a.ts', "import type { Log } from 'pino';", 'the SDK has no dependencies (pino)'],
  [
    'packages/sdk/src/a.ts',
    "import { logger } from '@ecomm/runtime/log';",
    'the SDK has no dependencies (@ecomm/runtime/log)',
  ],
  [
    'contracts/money.ts',
    "import { text } from '@ecomm/runtime/config';",
    'contract must not import package (@ecomm/runtime/config)',
  ],
  ['load/a.ts', "import { expect } from 'https://jslib.k6.io/a.js';", 'k6 cannot load https://jslib.k6.io/a.js'],
  ['load/shop/a.ts', "import { urls } from '../settings';", 'k6 cannot load ../settings'],
  ['load/a.ts', "import { Order } from '@ecomm/sdk/orders';", 'load must not import package (@ecomm/sdk/orders)'],
  ['load/shop/a.ts', 'const url = __ENV.USERS_URL;', 'reads the environment'],
  ['tools/src/a.ts', "import { p95 } from '@ecomm/load/limits';", 'tool must not import load (@ecomm/load/limits)'],
];

for (const [path, source, rule] of violations) {
  test(`a violation is found: ${path} with ${source.replaceAll('\n', ' ')}`, () => {
    expect(findViolations(new Map([...sources, [path, source]]))).toContainEqual({ path, rule });
  });
}

test('packages that import each other are found', () => {
  const circle: [string, string][] = [
    ['packages/runtime/src/a.ts', "import { part } from '@ecomm/database/connect';"],
    ['packages/database/src/a.ts', "import { text } from '@ecomm/runtime/config';"],
  ];
  expect(findViolations(new Map(circle)).map(({ rule }) => rule)).toContain('imports itself in a circle');
});

const contracts = new Map<string, Declaring>();
for (const path of globSync('contracts/generated/http/*.ts', { cwd: import.meta.dir })) {
  const { contract } = await import(join(import.meta.dir, path));
  contracts.set(basename(path, '.ts'), contract);
}
const contractOf = (service: string): Declaring => contracts.get(service) ?? {};

const document = await Bun.file(join(import.meta.dir, 'contracts/generated/openapi/orders.json')).json();
const members = membersIn(document.components.schemas.Problem);

test('every problem a service raises is one that its contract declares, with the members that it declares', () => {
  expect(findUndeclared(sources, contractOf, members)).toEqual([]);
});

test.each([
  ["throw new Problem(404, 'order.not_fuond', 'None');", [{ line: 1, problem: '404 order.not_fuond' }]],
  ["\nthrow new Problem(\n  410,\n  'order.not_found', 'None');", [{ line: 2, problem: '410 order.not_found' }]],
  ["throw new Problem(404, 'order.not_found', 'None');", []],
  ["throw new Problem(409, 'payment.mismatch', 'No', { permanent: true });", []],
  ["throw new Problem(422, 'request.invalid', 'No');", [{ line: 1, problem: '422 request.invalid without errors' }]],
  ["throw new Problem(422, 'request.invalid', 'No', { errors });", []],
  [
    "throw new Problem(409, 'stock.insufficient', 'No', { extra: { productId, available: 3 } });",
    [
      { line: 1, problem: '409 stock.insufficient without product_id' },
      { line: 1, problem: '409 stock.insufficient with productId' },
    ],
  ],
  ["throw new Problem(409, 'stock.insufficient', 'No', { extra: { product_id, available: 3 } });", []],
  ["throw new Problem(409, 'stock.insufficient', 'No', { extra: more });", []],
])('a problem that is not declared is found: %j', (source, found) => {
  const path = 'apps/orders/src/a.ts';
  expect(findUndeclared(new Map([[path, source]]), contractOf, members)).toMatchObject(found);
  expect(findUndeclared(new Map([[path, source]]), contractOf, members)).toHaveLength(found.length);
});
