import { millis, shownStats, type Outcome } from './outcome.ts';

const style = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
  th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  th:first-child, td:first-child { text-align: left; }
  td { font-variant-numeric: tabular-nums; }
  .ok { color: light-dark(#1a7f37, #3fb950); }
  .failed { color: light-dark(#cf222e, #f85149); font-weight: 600; }
`;

/** One page that loads nothing. */
export const page = ({ script, load, times, counts, verdicts }: Outcome, at: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(script)}</title>
<style>${style}</style>
<h1>${escape(script)} ${verdicts.every(({ ok }) => ok) ? passed('passed') : failed('failed')}</h1>
<p>${escape(load)}. Ended ${escape(at)}.</p>
<h2>Times in milliseconds</h2>
${table(
  ['', 'count', ...shownStats],
  times.map(({ name, values }) => [
    escape(name),
    String(values.count),
    ...shownStats.map((stat) => millis(values[stat])),
  ]),
)}
<h2>Thresholds</h2>
${table(
  ['', 'threshold', 'found', ''],
  verdicts.map(({ metric, threshold, value, ok }) => [
    escape(metric),
    escape(threshold),
    escape(value),
    ok ? passed('met') : failed('not met'),
  ]),
)}
<h2>Counted</h2>
${table(
  ['', 'count'],
  counts.map(({ name, count }) => [escape(name), String(count)]),
)}
</html>
`;

const passed = (word: string): string => `<span class="ok">${word}</span>`;
const failed = (word: string): string => `<span class="failed">${word}</span>`;

/** Cells are markup. */
const table = (head: string[], rows: string[][]): string =>
  `<table>\n<tr>${head.map((cell) => `<th>${escape(cell)}</th>`).join('')}</tr>\n${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('\n')}\n</table>`;

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
