import { expect, test } from 'bun:test';
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
  ['apps/orders/src/a.ts', 'const port = process.env.PORT;', 'reads the environment'],
  ['apps/orders/package.json', '{"dependencies":{"@ecomm/testing":"*"}}', '@ecomm/testing is for devDependencies only'],
  [
    'packages/http/src/a.ts',
    "export * from '@ecomm/contracts/money';",
    'package must not import contract (@ecomm/contracts/money)',
  ],
  ['packages/http/src/a.ts', "import '@ecomm/orders/order';", 'package must not import app (@ecomm/orders/order)'],
  [
    'contracts/money.ts',
    "import { text } from '@ecomm/runtime/config';",
    'contract must not import package (@ecomm/runtime/config)',
  ],
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
