import { join } from 'node:path';
import type { ReceivedSpan } from '@ecomm/testing/otlp-spans';

/** A span with its place in the picture. */
export interface Row {
  span: ReceivedSpan;
  depth: number;
}

const colours: Record<string, string> = {
  orders: '#2f6fde',
  users: '#8b5cd6',
  products: '#1f9d6b',
  payments: '#d97706',
  notifications: '#c2417c',
};

/** The spans of one trace as a tree: each under its parent, in the order of their beginnings. */
export function inTree(spans: readonly ReceivedSpan[]): Row[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const below = Map.groupBy(spans, ({ parentSpanId }) => (ids.has(parentSpanId) ? parentSpanId : ''));
  const rows = (parent: string, depth: number): Row[] =>
    (below.get(parent) ?? [])
      .toSorted((a, b) => (a.startNs < b.startNs ? -1 : 1))
      .flatMap((span) => [{ span, depth }, ...rows(span.spanId, depth + 1)]);
  return rows('', 0);
}

/** One trace as a page that asks nothing of the network: a row a span, coloured by service, along one time axis. */
export async function renderWaterfall(spans: readonly ReceivedSpan[]): Promise<string> {
  const style = await Bun.file(join(import.meta.dirname, 'waterfall.css')).text();
  const rows = inTree(spans);
  const from = earliest(spans);
  const totalMs = toMs(latest(spans) - from);
  const services = new Set(spans.map(({ service }) => service));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>One order as a trace</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>One order, one trace</h1>
<p>${spans.length} spans · ${services.size} services · ${text(totalMs)} from the request to the last mail</p>
<ul>${[...services].map((service) => `<li style="--of: ${colourOf(service)}">${escape(service)}</li>`).join('')}</ul>
</header>
<div class="rows">
<div class="axis">${ticks(totalMs)}</div>
${rows.map((row) => line(row, from, totalMs)).join('\n')}
</div>
</body>
</html>
`;
}

function line({ span, depth }: Row, from: bigint, totalMs: number): string {
  const [startMs, ms] = [toMs(span.startNs - from), toMs(span.endNs - span.startNs)];
  const [left, width] = [share(startMs, totalMs), share(ms, totalMs)];
  const side = left + width > 82 ? 'before' : 'after';
  return `<div class="row${span.failed ? ' failed' : ''}" style="--of: ${colourOf(span.service)}">
<span class="name" style="padding-left: ${depth * 11}px" title="${escape(span.service)}"><i></i>${escape(shown(span))}</span>
<span class="lane"><b style="left: ${left}%; width: ${width}%"></b><em class="${side}" style="${
    side === 'after' ? `left: ${left + width}%` : `right: ${100 - left}%`
  }">${text(ms)}</em></span>
</div>`;
}

/** Without the package that every method has. */
const shown = ({ name }: ReceivedSpan): string => name.replace(/^ecomm\.\w+\./, '');

function ticks(totalMs: number): string {
  const step = niceStep(totalMs / 6);
  const count = Math.floor(totalMs / step);
  return Array.from(
    { length: count + 1 },
    (_, n) => `<span style="left: ${share(n * step, totalMs)}%">${n * step} ms</span>`,
  ).join('');
}

/** 1, 2 or 5 times a power of ten, not below `ms`. */
function niceStep(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= ms) ?? 10);
}

const share = (ms: number, totalMs: number): number => Math.round((ms / totalMs) * 10_000) / 100;
const text = (ms: number): string => (ms < 9.95 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);
const toMs = (ns: bigint): number => Number(ns) / 1e6;
const earliest = (spans: readonly ReceivedSpan[]): bigint =>
  spans.reduce((first, { startNs }) => (startNs < first ? startNs : first), spans[0]?.startNs ?? 0n);
const latest = (spans: readonly ReceivedSpan[]): bigint =>
  spans.reduce((last, { endNs }) => (endNs > last ? endNs : last), 0n);
const colourOf = (service: string): string => colours[service] ?? '#667';
const escape = (value: string): string => Bun.escapeHTML(value);
