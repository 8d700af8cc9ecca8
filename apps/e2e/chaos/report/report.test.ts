import { expect, test } from 'bun:test';
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
