import { expect, test } from 'bun:test';
import type { ReceivedSpan } from '@ecomm/testing/otlp-spans';
import { inTree, renderWaterfall } from './waterfall.ts';

const span = (spanId: string, parentSpanId: string, fromMs: number, toMs: number, more: Partial<ReceivedSpan> = {}) =>
  ({
    service: 'orders',
    instance: '',
    name: spanId,
    kind: 'internal',
    traceId: 't',
    spanId,
    parentSpanId,
    startNs: BigInt(fromMs) * 1_000_000n,
    endNs: BigInt(toMs) * 1_000_000n,
    failed: false,
    attributes: {},
    links: [],
    ...more,
  }) satisfies ReceivedSpan;
const statement = { attributes: { 'db.system.name': 'postgresql' } };

test('each span stands under its parent, in the order of their beginnings; the statements of one share a line', () => {
  const rows = inTree([
    span('late', 'root', 5, 6),
    span('commit', 'root', 7, 8, statement),
    span('leaf', 'early', 2, 3),
    span('begin', 'root', 4, 5, statement),
    span('early', 'root', 1, 4),
    span('root', 'browser', 0, 9),
  ]);
  expect(rows.map(({ spans, depth }) => [spans.map(({ spanId }) => spanId).join(), depth])).toEqual([
    ['root', 0],
    ['begin,commit', 1],
    ['early', 1],
    ['leaf', 2],
    ['late', 1],
  ]);
});

test('a bar begins and ends where its span does, and says how long it took; names are text', async () => {
  const page = await renderWaterfall([
    span('root', '', 100, 300, { name: '<script>' }),
    span('half', 'root', 200, 250, { service: 'users', name: 'ecomm.users.UserService/GetUser', failed: true }),
  ]);
  expect(page).toContain('left: 50%; width: 25%');
  expect(page).toContain('200 ms from the request');
  expect(page).toContain('>UserService/GetUser<');
  expect(page).toContain('row failed');
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script');
});
