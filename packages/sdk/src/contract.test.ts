import { describe, expect, test } from 'bun:test';
import { problem, shopOf, type Sent } from './answers.fixture.ts';
import { addresses } from './generated/contract.gen.ts';
import { methods } from './methods.ts';

interface Operation {
  operationId: string;
  parameters?: { name?: string; in?: string }[];
  requestBody?: { content: Record<string, unknown> };
  security?: object[];
}
type Document = { paths: Record<string, Record<string, Operation>> };
type AnyShop = Record<string, Record<string, (...args: unknown[]) => unknown>>;

const services = Object.keys(addresses) as (keyof typeof methods)[];
const documents = await Promise.all(
  services.map(async (service): Promise<[keyof typeof methods, Document]> => [
    service,
    await Bun.file(Bun.resolveSync(`@ecomm/contracts/openapi/${service}.json`, import.meta.dir)).json(),
  ]),
);

/** Calls a method as its operation's input says, path parameters first, then the body; gives what was sent. */
async function sentBy(name: string, { parameters = [], requestBody }: Operation): Promise<Sent> {
  const { shop, sent } = shopOf(() => problem(404, 'order.not_found'), {
    baseUrl: 'https://shop.example.com',
    tokens: { token: 'mine', refresh_token: 'r' },
  });
  const multipart = requestBody && 'multipart/form-data' in requestBody.content;
  const body = multipart ? { image: new Blob(['x']) } : { refresh_token: 'r' };
  const [service, method] = name.split('.') as [string, string];
  const inPath = parameters.filter((one) => one.in === 'path').map(() => '7');
  const called = (shop as unknown as AnyShop)[service]![method]!(...inPath, ...(requestBody ? [body] : []));
  const first = called instanceof Promise ? called : (called as AsyncGenerator).next();
  await first.catch(() => {});
  return sent[0]!;
}

for (const [service, { paths }] of documents) {
  describe(service, () => {
    const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
      Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation })),
    );
    const named = methods[service] as Record<string, string>;

    test('every operation of the contract has a method, and no other', () => {
      expect(Object.keys(named).toSorted()).toEqual(
        operations.map(({ operation }) => operation.operationId).toSorted(),
      );
      expect(new Set(Object.values(named)).size).toBe(operations.length);
    });

    for (const { path, method, operation } of operations) {
      test(`${named[operation.operationId]} sends ${method.toUpperCase()} ${path}`, async () => {
        const { url, headers, body, ...sent } = await sentBy(named[operation.operationId]!, operation);
        expect(`${sent.method} ${url.pathname}`).toBe(
          `${method.toUpperCase()} /${service}${path.replaceAll(/\{\w+\}/g, '7')}`,
        );
        const signed = operation.security?.some((scheme) => Object.keys(scheme).length > 0) ?? false;
        expect(headers.get('authorization')).toBe(signed ? 'Bearer mine' : null);
        const keyed = operation.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false;
        expect(headers.has('idempotency-key')).toBe(keyed);
        const [type] = Object.keys(operation.requestBody?.content ?? {});
        if (type === 'multipart/form-data') expect(body).toBeInstanceOf(FormData);
        else expect(headers.get('content-type') ?? undefined).toBe(type);
      });
    }
  });
}
