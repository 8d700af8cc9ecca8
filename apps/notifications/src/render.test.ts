import { expect, test } from 'bun:test';
import { MailTemplate } from '@ecomm/contracts/events';
import type { MailData, Template } from './mail.ts';
import { render } from './render.ts';

const evil = '<script>alert("1")</script>&';
const data: MailData = {
  name: evil,
  email: 'ada@example.com',
  order_id: '0198c0de-0000-7000-8000-000000000001',
  transaction_id: '0198c0de-0000-7000-8000-000000000002',
  lines: [{ name: evil, quantity: 2, price: '$9.99', subtotal: '$19.98' }],
  total: '$19.98',
  shipping_address: evil,
  explanation: evil,
  note: evil,
  was_paid: true,
  refund: '$5.00',
  refunded: '$9.98',
  because: ', as it was cancelled',
};
const templates = MailTemplate.anyOf.map(({ const: name }): Template => name);

test.each(templates)('%s has two bodies with everything filled in', (template) => {
  const { html, text } = render(template, 'Subject', { ...data, name: 'Ada' });
  for (const body of [html, text]) {
    expect(body).toContain('Ada');
    expect(body).not.toMatch(/undefined|null|\[object|<%/);
  }
  expect(html).toStartWith('<!doctype html>');
});

test.each(templates)('%s escapes what people wrote in HTML, and only there', (template) => {
  const { html, text } = render(template, evil, data);
  expect(html).not.toContain('<script>');
  expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;');
  expect(text).toContain(evil);
});

test.each(templates)('%s greets a buyer without a name', (template) => {
  const { html, text } = render(template, 'Subject', { ...data, name: '' });
  expect(html + text).not.toMatch(/, !|,!| ,|Hello ,/);
});

test('an order lists its lines, their sums and the total', () => {
  const { html, text } = render('order_confirmation', 'Subject', {
    ...data,
    lines: [{ name: 'Mug', quantity: 2, price: '$9.99', subtotal: '$19.98' }],
  });
  expect(text).toContain('2 x Mug at $9.99 = $19.98');
  expect(text).toContain('Total: $19.98');
  for (const shown of ['Mug', '$9.99', '$19.98']) expect(html).toContain(shown);
});

test('a cancelled order says why, and that a refund follows only when it was paid', () => {
  const why = 'There was not enough left.';
  const paid = render('order_cancelled', 'Subject', { ...data, explanation: why });
  const unpaid = render('order_cancelled', 'Subject', { ...data, explanation: '', was_paid: false });
  for (const body of [paid.html, paid.text]) {
    expect(body).toContain(why);
    expect(body).toContain('refund now');
  }
  for (const body of [unpaid.html, unpaid.text]) expect(body).not.toMatch(/Why|refund now/);
});

test('a refund says how much it is, and how much it makes in all when it is not the first', () => {
  const second = render('payment_refunded', 'Subject', data);
  const first = render('payment_refunded', 'Subject', { ...data, refunded: '$5.00' });
  for (const body of [second.html, second.text]) {
    expect(body).toContain('$5.00');
    expect(body).toContain('$9.98');
  }
  for (const body of [first.html, first.text]) expect(body).not.toContain('in all');
});
