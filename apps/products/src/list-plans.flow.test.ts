import { expect, test } from 'bun:test';
import { connect } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { freshDatabase } from '@ecomm/testing/database';
import { listProducts } from './list-products.ts';
import { log } from './products.fixture.ts';

test('in a large catalogue a page is planned once and not for each call', async () => {
  const fresh = await freshDatabase(`${import.meta.dir}/../migrations`);
  const db = connect({ url: fresh.url, log, max: 1 });
  try {
    const filling = `insert into products (name, price_cents) select 'Thing ' || n, 100 * n from generate_series(1, 20000) n`;
    await runSql(db, filling);
    await runSql(db, 'analyze products');
    for (let n = 1; n <= 12; n++) await listProducts({ db }, { sort: 'price_asc', min_price: n, limit: 20 });
    const counting = `select custom_plans::int, generic_plans::int from pg_prepared_statements
      where statement like '%price_cents >= $1%' and statement not like '%pg_prepared_statements%'`;
    const plans = await runSql(db, counting);
    expect(plans).toEqual([{ custom_plans: 5, generic_plans: 7 }]);
  } finally {
    await db.$close();
    await fresh.drop();
  }
});
