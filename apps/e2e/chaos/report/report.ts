import { join } from 'node:path';
import type { Result } from '../run/run-result.ts';
import { barRows, faultRows, invariantRows, stories, summary } from './report-tables.ts';

export interface Told {
  seed: number;
  mode: string;
  results: readonly Result[];
}

const uplot = join(import.meta.dirname, '..', '..', 'node_modules', 'uplot', 'dist');
const own = (name: string): string => join(import.meta.dirname, name);

/** The page that tells of a run: one file that asks nothing of the network. */
export async function renderReport({ seed, mode, results }: Told): Promise<string> {
  const [chartCode, chartStyle, timeline, code, style] = await Promise.all(
    [
      join(uplot, 'uPlot.iife.min.js'),
      join(uplot, 'uPlot.min.css'),
      own('report-timeline.js'),
      own('report-page.js'),
      own('report-page.css'),
    ].map((path) => Bun.file(path).text()),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Chaos: seed ${seed}</title>
<style>${chartStyle}</style>
<style>${style}</style>
</head>
<body>
<header><h1>Right under failure</h1>${summary(results, seed, mode)}</header>
<main>
<section><h2>What went on</h2><div id="charts"></div></section>
<section><h2>Invariants</h2>${invariantRows(results)}</section>
${stories(results)}
<section><h2>Bars</h2>${barRows(results)}</section>
<section><h2>Faults</h2>${faultRows(results)}</section>
</main>
<script type="application/json" id="told">${jsonForHtml(chartsOf(results))}</script>
<script>${chartCode}</script>
<script>${timeline}</script>
<script>${code}</script>
</body>
</html>
`;
}

export async function writeReport(path: string, told: Told): Promise<void> {
  await Bun.write(path, await renderReport(told));
}

/** What the charts are drawn from; of hours without a shop in between nothing is kept. */
function chartsOf(results: readonly Result[]) {
  return {
    samples: results.flatMap(({ samples }) => samples),
    faults: results
      .filter(({ until, from }) => until > from)
      .map(({ fault, from, until, outcome }) => ({ fault, from, until, outcome })),
    kills: results.flatMap(({ kills }) =>
      kills.map(({ process, signal, failpoint, at }) => ({ process, signal, failpoint, at })),
    ),
  };
}

/** A `<` could end the script that it stands in. */
const jsonForHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
