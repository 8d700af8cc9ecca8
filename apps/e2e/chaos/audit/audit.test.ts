import { expect, test } from 'bun:test';
import { audit } from './audit.ts';
import { rightShop } from './tampered/right-shop.fixture.ts';
import { allowed } from './tampered/allowed.fixture.ts';
import { ofEvents } from './tampered/tampered-events.fixture.ts';
import { ofMoney } from './tampered/tampered-money.fixture.ts';
import { ofOrders, ofStock } from './tampered/tampered-orders.fixture.ts';
import { ofMails, ofSettlement, ofTheRun } from './tampered/tampered-rest.fixture.ts';

const all = Array.from({ length: 22 }, (_, n) => `I${n + 1}`);
const tamperings = [...ofOrders, ...ofEvents, ...ofMoney, ...ofStock, ...ofSettlement, ...ofMails, ...ofTheRun];

test('a shop that is right is found right, in every invariant, by looking at something', () => {
  const verdicts = audit(rightShop().shop.evidence());
  const wrong = verdicts.flatMap(({ violations }) => violations.map(({ sentence }) => sentence));
  expect(wrong).toEqual([]);
  expect(verdicts.map(({ invariant }) => invariant)).toEqual(all);
  expect(verdicts.filter(({ checked }) => checked === 0)).toEqual([]);
});

test.each(tamperings)('%s: found by %s and nothing else', (_what, red, tamper) => {
  const { shop, orders } = rightShop();
  tamper(shop, orders);
  const verdicts = audit(shop.evidence());
  const found = verdicts.filter(({ violations }) => violations.length > 0);
  expect(found.map(({ invariant }) => invariant).join(' ')).toBe(red);
});

test.each(allowed)('%s: nothing is wrong', (_what, change) => {
  const { shop, orders } = rightShop();
  change(shop, orders);
  const verdicts = audit(shop.evidence());
  expect(verdicts.flatMap(({ violations }) => violations.map(({ sentence }) => sentence))).toEqual([]);
});

test('there is no invariant that nothing can break', () => {
  const breakable = new Set(tamperings.flatMap(([, red]) => red.split(' ')));
  expect(all.filter((invariant) => !breakable.has(invariant))).toEqual([]);
});

test('what was never looked at is no proof', () => {
  const { shop } = rightShop();
  shop.record.usage.length = 0;
  const usage = audit(shop.evidence()).find(({ invariant }) => invariant === 'I18');
  expect(usage).toMatchObject({ checked: 0, violations: [] });
});
