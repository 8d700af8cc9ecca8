import { expect, test } from 'bun:test';
import { markdown } from './markdown.ts';
import { madeUpResults } from './report.fixture.ts';
import { renderReport } from './report.ts';

const page = await renderReport({ seed: 4711, mode: 'full', results: madeUpResults() });

test('the page is one file that asks nothing of the network', () => {
  const outside = page.matchAll(/(?:src|href)\s*=\s*["']|url\(|@import|fetch\(|new Image|XMLHttpRequest/g);
  expect([...outside].map(([found]) => found)).toEqual([]);
});

test('the page names the seed, each fault with its verdict, the bars and the invariants with their counts', () => {
  for (const text of [
    'seed 4711',
    'kill-at-random',
    'skipped',
    'there is no faketime',
    '812 ms',
    '≤ 2000 ms',
    'missed',
  ])
    expect(page).toContain(text);
  expect(page).toMatch(/I1<\/td>.*1440.*1 broken/s);
  expect(page).toMatch(/I20<\/td>.*unproven/s);
});

test('what a shop or a story says is text and never markup, also within the data of the charts', () => {
  expect(page).toContain('placed &lt;b&gt;1&lt;/b&gt; unit');
  expect(page).not.toContain('gone </script>');
  const [, told] = /id="told">(.*?)<\/script>/s.exec(page)!;
  expect(JSON.parse(told!)).toMatchObject({ kills: [{ failpoint: 'orders.after-commit' }, {}, {}] });
});

test('a run without results makes a page too', async () => {
  expect(await renderReport({ seed: 1, mode: 'quick', results: [] })).toContain('No audit yet.');
});

test('the tables in docs have each bar with its worst, each fault with its outcome, and what was broken by name', () => {
  const text = markdown(madeUpResults(), 4711, 'two cores');
  expect(text).toContain('On two cores, 2026-01-05, seed 4711: ');
  expect(text).toMatch(/\| Postgres is back: the first order \| ≤ 2000 ms \| 2400 ms \| 2400 ms \| \*\*no\*\* \|/);
  expect(text).toMatch(/\| `postgres-crash` \| .*\*\*broke\*\* \(seed 1\): I\d+ /);
  expect(text).toMatch(/\| I1 \| every acked order exists \| 1440 \| \*\*1 broken\*\* \|/);
  expect(text).toMatch(/\| I20 \| .* \| unproven \|/);
});
