import { expect, test } from 'bun:test';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../suite/projects.ts';
import { readNames } from './names.ts';
import { Refused } from './refused.ts';
import { rename } from './render.ts';
import { writeService } from './write-service.ts';

const refusal = (plural: string, singular?: string): string => {
  try {
    return JSON.stringify(readNames(root, plural, singular));
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
};

test.each([
  ['reviews', 'review'],
  ['enquiries', 'enquiry'],
  ['wishes', 'wish'],
  ['boxes', 'box'],
])('one of %s is %s', (plural, singular) => {
  expect(readNames(root, plural)).toMatchObject({ plural, singular });
});

test('what is no plural needs its singular told', () => {
  for (const word of ['people', 'press']) expect(refusal(word)).toContain(`new:service ${word} --singular`);
  expect(readNames(root, 'people', 'person')).toMatchObject({ singular: 'person' });
  expect(refusal('people', 'people')).toContain('--singular');
});

test.each(['', 'Reviews', 'gift-cards', 'gift_cards', '../x', 'r2d2s', 'é', 'a', 'x'.repeat(25), 'reviews; drop'])(
  '"%s" is no name of a service, and the message shows one that is',
  (name) => expect(refusal(name)).toContain('bun run new:service reviews'),
);

test('a service that is there already is named with its folder', () => {
  expect(refusal('orders')).toContain('apps/orders');
});

test.each(['events', 'packages', 'classes', 'problems', 'pages', 'dates', 'instants', 'storefront', 'databases'])(
  '%s means something else already',
  (name) => expect(refusal(name, name === 'storefront' ? 'store' : undefined)).toContain('Choose another word'),
);

test('a singular whose events another service owns is refused', () => {
  expect(refusal('bills', 'payment')).toContain('payment.');
});

test('its ports are the next above those of the table', async () => {
  const table = await readFile(join(root, 'tools/src/shop/services.ts'), 'utf8');
  const next = (kind: RegExp): number => 1 + Math.max(...Array.from(table.matchAll(kind), ([, port]) => Number(port)));
  expect(readNames(root, 'reviews')).toMatchObject({
    port: next(/http: (\d+)/g),
    metricsPort: next(/metrics: (\d+)/g),
  });
});

test('the names of the template are replaced however they are written', () => {
  const names = { plural: 'enquiries', singular: 'enquiry', port: 3010, metricsPort: 9470 };
  expect(
    rename(
      'gadgets gadget Gadgets GadgetCreated GADGETS_PORT=3999 GADGETS_METRICS_PORT=9499 gadget_id readGadget',
      names,
    ),
  ).toBe(
    'enquiries enquiry Enquiries EnquiryCreated ENQUIRIES_PORT=3010 ENQUIRIES_METRICS_PORT=9470 enquiry_id readEnquiry',
  );
});

test('where a file does not look as expected, it is named and nothing is written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-new-'));
  try {
    for (const path of ['contracts/main.tsp', 'contracts/common.tsp', 'tools/src/shop/services.ts'])
      await cp(join(root, path), join(folder, path));
    await writeFile(join(folder, 'contracts/common.tsp'), 'namespace Ecomm;\n');
    const before = await readFile(join(folder, 'contracts/main.tsp'), 'utf8');
    const names = { plural: 'reviews', singular: 'review', port: 3006, metricsPort: 9466 };
    const refused = await writeService(folder, names).catch((error: Error) => error.message);
    expect(refused).toMatch(/^contracts\/common\.tsp cannot be told .* Nothing was written\./);
    expect(await readFile(join(folder, 'contracts/main.tsp'), 'utf8')).toBe(before);
    expect(await Bun.file(join(folder, 'contracts/reviews.tsp')).exists()).toBe(false);
  } finally {
    await rm(folder, { recursive: true });
  }
});
