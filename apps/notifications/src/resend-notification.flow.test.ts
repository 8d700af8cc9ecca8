import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connect } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { failure } from '@ecomm/testing/failure';
import { proxy, type Moment } from '@ecomm/testing/proxy';
import { freshNotifications, log, queued, rowOf } from './notifications.fixture.ts';
import { resendNotification } from './resend-notification.ts';

let shop: Awaited<ReturnType<typeof freshNotifications>>;
beforeAll(async () => void (shop = await freshNotifications()));
afterAll(() => shop.close());

const sender = { wake: () => {} };
const sent = async (): Promise<string> => {
  const id = await queued(shop.db);
  await runSql(shop.db, `update notifications set status = 'sent', sent_at = now() where id = $1`, [id]);
  return id;
};

test.each<Moment>(['before', 'during', 'after'])(
  'a resend cut %s its commit and repeated queues the mail once',
  async (moment) => {
    const id = await sent();
    const way = await proxy(shop.url);
    const db = connect({ url: way.url, log });
    const happened = way.cutAt(/set status = 'queued'/, moment);
    expect(await failure(resendNotification({ db, sender }, id))).toMatchObject({ code: 'database.unavailable' });
    await happened;
    expect(await resendNotification({ db, sender }, id)).toMatchObject({ id, status: 'queued' });
    expect(await rowOf(shop.db, id)).toMatchObject({ status: 'queued', resends: 1 });
    await db.$close();
    await way.close();
  },
);

test('a resend that is rolled back leaves the mail sent', async () => {
  const id = await sent();
  await failure(
    shop.db.transaction(async (tx) => {
      // A transaction stands in for the database here: what it can't commit, nothing else may have written.
      await resendNotification({ db: tx as unknown as typeof shop.db, sender }, id);
      throw new Error('the last step fails');
    }),
  );
  expect(await rowOf(shop.db, id)).toMatchObject({ status: 'sent', resends: 0 });
});
