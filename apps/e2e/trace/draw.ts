import { join } from 'node:path';
import { signUp, request, type Order } from '../src/buyer.ts';
import { launchChromium } from '../src/chromium.ts';
import { browserTrace, tracedShop, untilTraced, type TracedShop } from '../src/traced-shop.fixture.ts';
import type { ReceivedSpan } from '@ecomm/testing/otlp-spans';
import { renderWaterfall } from './waterfall.ts';

/**
 * `bun apps/e2e/trace/draw.ts`: runs a shop of its own, has some orders placed one after the other, and draws the trace of
 * the fastest as docs/images/trace.png, with Chromium.
 */
const ordersCount = 25;
const picture = join(import.meta.dirname, '..', '..', '..', 'docs', 'images', 'trace.png');

const traced = await tracedShop({ own: true });
try {
  const traces: ReceivedSpan[][] = [];
  for (let n = 0; n < ordersCount; n += 1) traces.push(await traceOrder(traced));
  const fastest = traces.toSorted((a, b) => Number(lasted(a) - lasted(b)))[0]!;
  await draw(await renderWaterfall(fastest));
  console.log(`${picture}: ${fastest.length} spans in ${Number(lasted(fastest)) / 1e6} ms`);
} finally {
  await traced.close();
}

/** The whole trace of one order, by a buyer whom orders has not met, so that it asks users for him. */
async function traceOrder({ shop, receiver }: TracedShop): Promise<ReceivedSpan[]> {
  const { token } = await signUp(shop);
  const { traceId, traceparent } = browserTrace();
  const body = { items: [{ product_id: 1, quantity: 2 }], payment_method: 'test_success' };
  const { status } = await request<Order>(`${shop.url('orders')}/create`, { token, body, headers: { traceparent } });
  if (status !== 201) throw new Error(`the order was answered with ${status}`);
  const ends = [
    'payments process order.updated',
    'products process order.updated',
    'notifications process order.updated',
  ];
  return untilTraced({ receiver }, traceId, (spans) => {
    const titles = spans.map(({ service, name }) => `${service} ${name}`);
    return (
      ends.every((end) => titles.includes(end)) && titles.filter((title) => title.endsWith('send mail')).length === 2
    );
  });
}

function lasted(spans: readonly ReceivedSpan[]): bigint {
  const starts = spans.map(({ startNs }) => startNs).toSorted((a, b) => (a < b ? -1 : 1));
  const ends = spans.map(({ endNs }) => endNs).toSorted((a, b) => (a < b ? 1 : -1));
  return ends[0]! - starts[0]!;
}

async function draw(html: string): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ deviceScaleFactor: 1.3, viewport: { width: 1148, height: 400 } });
    await page.setContent(html);
    await page.screenshot({ path: picture, fullPage: true });
  } finally {
    await browser.close();
  }
}
