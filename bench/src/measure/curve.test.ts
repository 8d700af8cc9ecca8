import { expect, test } from 'bun:test';
import { curveRow } from './curve.ts';

const points = [
  { rows: 1_000, micros: 200, perSecond: 5_000 },
  { rows: 100_000, micros: 290, perSecond: 4_000 },
  { rows: 1_000_000, micros: 250, perSecond: 4_500 },
];

test('a route is judged by its largest tables to its smallest, and all points are told', () => {
  expect(curveRow({ name: 'GET /:id', points })).toEqual({
    measure: 'GET /:id: 1,000,000 rows, to 1,000',
    value: 1.25,
    unit: '×',
    atMost: 1.3,
    note: '200 · 290 · 250 µs a request; 5,000 · 4,000 · 4,500 /s',
  });
});

test('a search is told and not judged', () => {
  expect(curveRow({ name: 'GET /list, searched', unjudged: true, points })).not.toHaveProperty('atMost');
});
