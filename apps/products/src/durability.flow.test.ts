import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import type { OrderUpdated } from '@ecomm/contracts/events';
import type { Db, Tx } from '@ecomm/database/connect';
import type { Event } from '@ecomm/events/envelope';
import { heard } from '@ecomm/events/subscription';
import { inboxOf } from '@ecomm/outbox/once';
import type { Moment } from '@ecomm/testing/proxy';
import { until } from '@ecomm/testing/until';
import { createProduct } from './create-product.ts';
import { png } from './pictures.fixture.ts';
import { admin, log, products, type Shop } from './products.fixture.ts';
import { publishDueStock } from './publish-stock.ts';
import { releaseStock } from './release-stock.ts';
import { reserveStock } from './reserve-stock.ts';
import { returnStock } from './return-stock.ts';
import { settleReservations } from './settle-reservation.ts';
import { updateProduct } from './update-product.ts';
import { uploadImage } from './upload-image.ts';

let shop: Shop;
beforeAll(async () => void (shop = await products()));
afterAll(() => shop.close());
beforeEach(async () => {
  await shop.clear();
  await shop.make({ sku: 'FIRST' });
  await shop.rows('truncate outbox');
});

const order = Bun.randomUUIDv7();
const failed = (): Event<OrderUpdated> => ({
  id: '0198c0de-0000-7000-8000-000000000001',
  type: 'order.updated',
  key: order,
  time: '',
  topic: 'order.updated',
  partition: 0,
  offset: '0',
  payload: {
    order_id: order,
    user_id: 2,
    amount: 1,
    status: 'failed',
    previous_status: 'pending',
    sequence: 2,
    occurred_at: new Date().toISOString(),
  },
});
const settle = settleReservations({ log, returnSoon: () => {} });
const reserve = (db: Db) => reserveStock({ db, ttlSeconds: 900 }, order, [{ product_id: 1, quantity: 4 }]);
const picture = new File([png(2, 2)], 'a.png');

/** Everything that is stored, without what differs from run to run, as the ids that a rollback uses up. */
const stored = async () => ({
  products: await shop.rows(
    'select name, sku, stock_quantity, image_url is not null as pictured, version from products order by id',
  ),
  images: await shop.rows('select product_id from images'),
  reservations: await shop.rows('select state, holds_stock, sequence from reservations'),
  lines: await shop.rows('select product_id, quantity from reservation_lines'),
  events: (await shop.events()).map(({ type, payload }) => [
    type,
    payload.name,
    payload.changed,
    payload.stock_quantity,
  ]),
  inbox: await shop.rows('select consumer from inbox'),
});

interface UseCase {
  /** What must be there before. */
  given?: (db: Db) => Promise<unknown>;
  run: (db: Db) => Promise<unknown>;
  /** The statement that makes it durable. */
  commit: RegExp;
  /** Codes of a refusal that says it had been done already. */
  done?: string;
}

const useCases: Record<string, UseCase> = {
  createProduct: {
    run: (db) => createProduct({ db }, admin, { name: 'New', price: 1, sku: 'NEW' }),
    commit: /^commit/i,
    done: 'product.sku_taken',
  },
  updateProduct: { run: (db) => updateProduct({ db }, 1, { price: 5, stock_quantity: 3 }), commit: /^commit/i },
  reserveStock: { run: reserve, commit: /insert into reservations/ },
  'releaseStock, its first step': {
    given: reserve,
    run: (db) => releaseStock({ db }, order),
    commit: /insert into reservations/,
  },
  'releaseStock, its second step': {
    given: reserve,
    run: (db) => releaseStock({ db }, order),
    commit: /set holds_stock = false/,
  },
  settleReservation: {
    given: reserve,
    run: (db) =>
      inboxOf(db).run('products-group', [failed()], (tx, news) =>
        settle(tx, (news as Event<OrderUpdated>[]).map(heard)),
      ),
    commit: /^commit/i,
  },
  publishStock: {
    given: async (db) => {
      await reserve(db);
      await shop.rows(`update products set stock_published_at = now() - interval '1 minute'`);
    },
    run: publishDueStock,
    commit: /^commit/i,
  },
};

const moments: Moment[] = ['before', 'during', 'after'];

test.each(
  Object.entries(useCases).flatMap(([name, useCase]) => moments.map((moment) => [name, moment, useCase] as const)),
)(
  '%s: the connection cut %s its commit, then asked again, leaves what asking once does',
  async (_, moment, { given, run, commit, done }) => {
    await given?.(shop.db);
    const before = await stored();
    await run(shop.db);
    const once = await stored();
    expect(once).not.toEqual(before);

    await shop.clear();
    await shop.make({ sku: 'FIRST' });
    await shop.rows('truncate outbox');
    await given?.(shop.db);
    const cut = shop.through.cutAt(commit, moment);
    expect(await run(shop.cuttable).catch((error: { code?: string }) => error.code)).toBe('database.unavailable');
    await cut;
    await quiet();
    const again = await until(() =>
      run(shop.cuttable).then(
        () => 'done',
        (error: { code?: string }) => error.code !== 'database.unavailable' && error.code,
      ),
    );
    expect(['done', done]).toContain(again);
    expect(await stored()).toEqual(once);
  },
);

/** The server may still be at what was cut. */
const quiet = () =>
  until(
    async () =>
      (
        await shop.rows(
          `select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and (state <> 'idle')`,
        )
      ).length === 0,
    { what: 'the server to finish' },
  );

test('an upload cut at its commit and repeated leaves one current picture and tells it', async () => {
  for (const moment of moments) {
    const cut = shop.through.cutAt(/^commit/i, moment);
    expect(await uploadImage({ db: shop.cuttable }, 1, picture).catch((error: { code?: string }) => error.code)).toBe(
      'database.unavailable',
    );
    await cut;
    await quiet();
    const { image_url } = await until(() => uploadImage({ db: shop.cuttable }, 1, picture));
    expect(await shop.rows('select 1 from images where name = $1', [image_url!.split('/').at(-1)])).toHaveLength(1);
    expect((await shop.events()).at(-1)!.payload).toMatchObject({ image_url });
    expect((await shop.rows('select 1 from images')).length).toBeLessThanOrEqual(2);
  }
});

/** A database whose every transaction fails at its very end. */
function failing(db: Db): Db {
  const rolledBack = new Error('rolled back');
  const transaction = (work: (tx: Tx) => Promise<unknown>) =>
    db.transaction(async (tx) => {
      await work(tx);
      throw rolledBack;
    });
  return new Proxy(db, {
    get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name, target)),
  });
}

test.each([
  ['createProduct', useCases.createProduct!.run],
  ['updateProduct', useCases.updateProduct!.run],
  ['uploadImage', (db: Db) => uploadImage({ db }, 1, picture)],
  ['settleReservation', useCases.settleReservation!.run],
  ['publishStock', useCases.publishStock!.run],
])('%s rolled back leaves nothing', async (_, run) => {
  await useCases.publishStock!.given!(shop.db);
  const before = await stored();
  expect(await run(failing(shop.db)).catch(String)).toBe('Error: rolled back');
  await quiet();
  expect(await stored()).toEqual(before);
  await returnStock(shop.db);
  expect(await shop.stock(1)).toBe(6);
});
