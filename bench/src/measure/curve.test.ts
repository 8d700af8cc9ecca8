import { expect, test } from 'bun:test';
import { curveRow } from './curve.ts';

const points = [
  { rows: 1_000, micros: 200, constantMicros: 15, perSecond: 5_000 },
  { rows: 100_000, micros: 290, constantMicros: 18, perSecond: 4_000 },
  { rows: 1_000_000, micros: 250, constantMicros: 15, perSecond: 4_500 },
];

test('a route is judged by its largest tables to its smallest, and all points are told', () => {
  expect(curveRow({ name: 'GET /:id', points })).toEqual({
    measure: 'GET /:id: 1,000,000 rows, to 1,000',
    value: 1.25,
    unit: '×',
    atMost: 1.3,
    note: '200 · 290 · 250 µs a request, a constant 15 · 18 · 15; 5,000 · 4,000 · 4,500 /s',
  });
});

test('a machine that became slower is no route that did', () => {
  const slower = points.map((point, at) => ({ ...point, constantMicros: at === 2 ? 30 : 15 }));
  expect(curveRow({ name: 'GET /:id', points: slower }).value).toBe(0.625);
});

test('a search is told and not judged', () => {
  expect(curveRow({ name: 'GET /list, searched', unjudged: true, points })).not.toHaveProperty('atMost');
});
