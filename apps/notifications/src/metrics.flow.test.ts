import { afterAll, beforeAll, expect, test } from 'bun:test';
import { expose } from '@ecomm/runtime/metrics';
import { parseMetrics, sumOf } from '@ecomm/testing/prometheus-text';
import { fakePost, freshNotifications, log, queued } from './notifications.fixture.ts';
import type { Delivery } from './post.ts';
import { leaseMails, mailer } from './send-mail.ts';

let shop: Awaited<ReturnType<typeof freshNotifications>>;
beforeAll(async () => void (shop = await freshNotifications()));
afterAll(() => shop.close());

const mails = async (): Promise<number[]> => {
  const metrics = parseMetrics((await expose()).text);
  return ['sent', 'put_off', 'failed'].map((outcome) => sumOf(metrics, 'ecomm_mails_total', { outcome })!);
};

test.each<[string, Delivery, number[]]>([
  ['is taken', { kind: 'sent' }, [1, 0, 0]],
  ['is to come again', { kind: 'later', reason: '451' }, [0, 1, 0]],
  ['finds nobody', { kind: 'away', reason: 'ECONNREFUSED' }, [0, 1, 0]],
  ['is refused', { kind: 'refused', reason: '550' }, [0, 0, 1]],
])('a mail that %s is counted once', async (_, delivery, grown) => {
  await queued(shop.db);
  const deps = { db: shop.db, post: fakePost(async () => delivery), attemptsMax: 3, log };
  const before = await mails();
  const [mail] = await leaseMails(deps, 1, []);
  await mailer(deps)(mail!);
  expect((await mails()).map((count, at) => count - before[at]!)).toEqual(grown);
  expect((await expose()).text).not.toContain('ada');
});
