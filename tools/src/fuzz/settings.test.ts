import { expect, test } from 'bun:test';
import { serviceNames } from '../shop/services.ts';
import { refusals, settings, type Document } from './settings.ts';

const problem = (...codes: string[]) => ({
  content: { 'application/problem+json': { schema: { properties: { code: { enum: codes } } } } },
});
const material = { customer: 7, orders: ['o1'], payments: ['t1'], mails: ['m1'], pictures: ['a.png'] };
const document: Document = {
  paths: {
    '/create': {
      post: {
        operationId: 'placeOrder',
        responses: {
          201: {},
          400: problem('request.unreadable'),
          409: problem('stock.insufficient'),
          422: problem('request.invalid', 'product.not_found'),
          503: problem('products.unavailable'),
        },
      },
    },
    '/{id}/events': {
      get: { operationId: 'watchOrder', responses: { 200: { content: { 'text/event-stream': {} } } } },
    },
  },
};

test('a refusal about more than the form may answer a good request, one about the form alone may not', () => {
  const [, id, statuses] = refusals(document.paths['/create']!.post!);
  expect(id).toBe('include-operation-id = "placeOrder"');
  expect(statuses).toEndWith('"5xx","422"]');
  const onlyForm = {
    operationId: 'x',
    responses: { 422: problem('request.invalid'), 400: problem('request.unreadable') },
  };
  expect(refusals(onlyForm)).toEqual([]);
});

test.each(serviceNames)('the settings of %s can be read: every check, the token, real ids', (service) => {
  const read = Bun.TOML.parse(settings(service, document, 'a.b.c', material)) as Record<string, never>;
  expect(read).toMatchObject({ checks: { enabled: true }, auth: { openapi: { BearerAuth: { bearer: 'a.b.c' } } } });
  expect(Object.values(read.parameters!)[0]).toEqual({ dictionary: 'real0', probability: 0.5 });
  expect(Object.keys(read.dictionaries!)).toHaveLength(Object.keys(read.parameters!).length);
});

test('a stream is read to its first event, and for a second', () => {
  const { operations } = Bun.TOML.parse(settings('orders', document, 'a.b.c', material)) as { operations: object[] };
  expect(operations).toContainEqual({
    'include-operation-id': 'watchOrder',
    'max-stream-events': 1,
    'request-timeout': 1,
  });
});

test('ids of what there is not are left out', () => {
  const none = { ...material, mails: [] };
  expect(settings('notifications', document, 'a.b.c', none)).not.toContain('dictionaries');
});
