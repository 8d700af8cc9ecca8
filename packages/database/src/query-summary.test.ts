import { expect, test } from 'bun:test';
import { querySummary } from './query-summary.ts';

test.each([
  ['select id, name from products where id = $1', 'SELECT products'],
  ['select "orders"."id" from "orders" where "orders"."id" = $1 for no key update', 'SELECT orders'],
  ['select p.id from products p join stock_changes c on c.product_id = p.id', 'SELECT products stock_changes'],
  ['insert into outbox (id) values ($1) on conflict do nothing', 'INSERT outbox'],
  [
    'insert into "keys" ("a") values ($1) on conflict ("a") do update set "a" = excluded."a" returning "a"',
    'INSERT keys',
  ],
  ['update outbox set sent_at = now() where position = any($1::bigint[])', 'UPDATE outbox'],
  ['update products p set stock = 1 from locked l where p.id = l.id', 'UPDATE products'],
  ['delete from sessions where id = $1', 'DELETE sessions'],
  ['select 1 from refunds where id = $1 for update', 'SELECT refunds'],
  ['select 1', 'SELECT'],
  ['select pg_notify($1, $2)', 'SELECT pg_notify'],
  ['insert into order_timeline select id from orders where id = $1', 'INSERT order_timeline'],
  [
    `with settled as (update payments p set status = 'paid' from unnest($1::uuid[]) as r (id) where p.id = r.id returning p.*),
      noted as (insert into payment_entries (a) select a from settled) select * from settled`,
    'UPDATE payments INSERT payment_entries',
  ],
  [
    `with due as materialized (select id from notifications where due_at <= now() for update skip locked)
     update notifications n set due_at = now() from due where due.id = n.id returning n.id`,
    'UPDATE notifications',
  ],
  [`select 'insert into secrets' as text from notes`, 'SELECT notes'],
  ['begin', 'BEGIN'],
  ['', 'SQL'],
])('%j is a %j', (text, summary) => {
  expect(querySummary(text)).toBe(summary);
});

test('a value that stands in a statement is in no summary, and a long one is cut', () => {
  expect(querySummary(`select * from users where email = 'from hidden@example.com'`)).toBe('SELECT users');
  const many = Array.from({ length: 80 }, (_, n) => `join table_${n} on true`).join(' ');
  expect(querySummary(`select 1 from a ${many}`).length).toBeLessThanOrEqual(120);
});
