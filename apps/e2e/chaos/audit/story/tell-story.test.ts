import { expect, test } from 'bun:test';
import { rightShop } from '../tampered/right-shop.fixture.ts';
import { tellStory } from './tell-story.ts';

/** Without times, ids and widths. */
const plain = (story: string): string[] =>
  story.split('\n').map((line) =>
    line
      .replace(/^ +[+−][\d.]+ s/, '')
      .replaceAll(/0198a000-?0000-?7000-?8000-?\d{12}/g, '#')
      .replaceAll(/ {2,}/g, ' ')
      .trim(),
  );

test('the story of an order has every source, in the order of time', () => {
  const { shop, orders } = rightShop();
  const story = tellStory(shop.evidence(), orders.refunded.id);
  const lines = plain(story);
  const times = Array.from(story.matchAll(/^ +\+([\d.]+) s/gm), ([, time]) => Number(time));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const told = [
    'order # of user 7: refunded, 3000 cents (6 × product 1 at 500)',
    'client place by user 7, key key-#, trace # → 201 after 1 ms: acked',
    'products reservation of 6 × product 1, now released, without stock',
    'orders stages order.created #',
    'kafka order.created/0@5 #, trace #',
    'payments-group had order.created #',
    'provider charge of 3000 succeeded, key #',
    'payments 2. captured 3000',
    'orders pending → paid (2), caused by #',
    'client cancel by user 7, trace # → 200 after 1 ms: acked',
    'orders paid → cancelled (3)',
    'provider refund of 3000 succeeded, key refund:#',
    'mail server took payment_refunded',
    'orders cancelled → refunded (4), caused by #',
  ];
  expect(told.filter((line) => !lines.includes(line))).toEqual([]);
  expect(told.map((line) => lines.indexOf(line))).toEqual(
    told.map((line) => lines.indexOf(line)).toSorted((a, b) => a - b),
  );
});

test('the story of an order says what was broken meanwhile', () => {
  const { shop, orders } = rightShop();
  const lines = plain(tellStory(shop.evidence(), orders.failed.id));
  expect(lines).toContain('! broker-down');
  expect(lines).toContain('! over: broker-down');
});
