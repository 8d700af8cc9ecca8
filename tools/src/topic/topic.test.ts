import { expect, test } from 'bun:test';
import { nearest } from './client.ts';
import { columns } from './columns.ts';
import { lagRow } from './lag.ts';
import { printed } from './message.ts';

test('an unknown topic is answered with those most like it', () => {
  expect(nearest('order.create', ['payment.failed', 'user.created', 'order.created', 'order.updated'], 2)).toEqual([
    'order.created',
    'user.created',
  ]);
});

test('lag counts what the group has not read and the topic still holds', () => {
  const ends = [{ partition: 0, low: '10', high: '30' }];
  expect(lagRow('t', 0, 25, ends)).toMatchObject({ committed: 25, end: 30, lag: 5 });
  expect(lagRow('t', 0, -1, ends)).toMatchObject({ committed: null, lag: 20 });
  expect(lagRow('t', 0, 5, ends)).toMatchObject({ lag: 20 });
});

const message = {
  key: Buffer.from('7'),
  value: Buffer.from('{"order_id":"7"}'),
  headers: { ce_type: Buffer.from('order.created') },
  offset: '3',
  timestamp: '0',
};

test('an event is printed with key, headers and its value as JSON', () => {
  const text = printed({ topic: 'order.created', partition: 1, message }, { json: false, colour: false });
  expect(text).toBe(
    'order.created[1]@3  1970-01-01T00:00:00.000Z  key 7\n  ce_type  order.created\n{\n  "order_id": "7"\n}\n',
  );
});

test('for machines an event is one line, and a value that is no JSON its text', () => {
  const text = printed(
    { topic: 't', partition: 0, message: { ...message, value: Buffer.from('{oops') } },
    { json: true, colour: false },
  );
  expect(JSON.parse(text)).toMatchObject({
    key: '7',
    offset: 3,
    headers: { ce_type: 'order.created' },
    value: '{oops',
  });
});

test('columns are as wide as their widest cell, numbers to the right', () => {
  expect(
    columns(
      ['topic', 'lag'],
      [
        ['a', 5],
        ['bcdefg', 1000],
      ],
    ),
  ).toBe('topic    lag\na          5\nbcdefg  1000');
});
