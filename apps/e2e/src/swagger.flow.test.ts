import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Browser } from 'playwright-core';
import { logInAdmin } from './buyer.ts';
import { findChromium, howToGetChromium, launchChromium } from './chromium.ts';
import { serviceNames, testShop, type ServiceName, type TestShop } from './shop.fixture.ts';
import { openSwagger } from './swagger-page.ts';

/** Operations that need what only an earlier answer tells: an order, a payment, a mail, a picture, a refresh token. */
const ofDeadLetters = ['readDeadLetter', 'redriveDeadLetter', 'discardDeadLetter'];
const needEarlierAnswer: Partial<Record<ServiceName, string[]>> = {
  users: ['refreshSession'],
  products: ['readImage', ...ofDeadLetters],
  orders: ['readOrder', 'watchOrder', 'setStatus', 'cancelOrder', 'readTimeline', ...ofDeadLetters],
  payments: ['processPayment', 'readPayment', 'refundPayment', ...ofDeadLetters],
  notifications: ['readNotification', 'resendNotification', ...ofDeadLetters],
};

interface Document {
  info: { title: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, { operationId: string; summary: string; tags: string[] }>>;
}

const committed = (service: ServiceName): Promise<Document> =>
  Bun.file(Bun.resolveSync(`@ecomm/contracts/openapi/${service}.json`, import.meta.dir)).json();
const operationsOf = ({ paths }: Document) => Object.values(paths).flatMap((methods) => Object.values(methods));

const skipped = !findChromium() && !process.env.CI;
if (skipped) console.warn(`Swagger UI is not tried in a browser. ${howToGetChromium} Then: bun run test e2e --fresh`);

describe.skipIf(skipped)('Swagger UI in Chromium', () => {
  let shop: TestShop;
  let browser: Browser;
  let token: string;
  let picture: Buffer;
  beforeAll(async () => {
    browser = await launchChromium();
    shop = await testShop({ env: { PAYMENT_FAILURE_RATE: '0' } });
    token = await logInAdmin(shop);
    const { image_url } = (await (await fetch(`${shop.url('products')}/1`)).json()) as { image_url: string };
    picture = Buffer.from(await (await fetch(`${shop.url('products')}${image_url}`)).bytes());
  }, 60_000);
  afterAll(async () => {
    await Promise.all([browser?.close(), shop?.close()]);
  }, 30_000);

  test.concurrent.each([...serviceNames])(
    '%s: the page shows the committed document, asks no other host, and its examples work when clicked',
    async (service) => {
      const document = await committed(service);
      const url = shop.url(service);
      expect(await (await fetch(`${url}/swagger/json`)).json()).toEqual(document);

      const { page, strangers, complaints, authorize, operation, tryOut } = await openSwagger(browser, url);
      expect(await page.title()).toBe(document.info.title);
      const text = (await page.locator('#swagger-ui').innerText()).replace(/\n+/g, '\n');
      for (const { name, description } of document.tags) expect(text).toContain(`${name}\n${description}`);
      const operations = operationsOf(document);
      expect(await page.locator('.opblock').count()).toBe(operations.length);
      for (const { operationId, summary, tags } of operations) {
        expect(await operation(operationId).getAttribute('id')).toBe(
          `operations-${tags[0]!.replaceAll(' ', '_')}-${operationId}`,
        );
        expect(await operation(operationId).innerText()).toContain(summary);
      }

      await authorize(token);
      await page.reload();
      const ready = operations.map((one) => one.operationId).filter((id) => !needEarlierAnswer[service]?.includes(id));
      const shown: Record<string, string> = {};
      for (const id of ready) shown[id] = await tryOut(id, id === 'uploadImage' ? picture : undefined);
      expect(shown).toEqual(Object.fromEntries(ready.map((id) => [id, expect.stringMatching(/^2\d\d$/)])));
      expect({ strangers, complaints }).toEqual({ strangers: [], complaints: [] });
    },
    150_000,
  );
});
