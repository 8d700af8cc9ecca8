import { join } from 'node:path';
import type { ReceivedSpan } from '@ecomm/testing/otlp-spans';

/** One line of the picture: a span, or the statements that one span made, which share it. */
export interface Row {
  spans: readonly ReceivedSpan[];
  depth: number;
}

const colours: Record<string, string> = {
  orders: '#2f6fde',
  users: '#8b5cd6',
  products: '#1f9d6b',
  payments: '#d97706',
  notifications: '#c2417c',
};

/** The spans of one trace as a tree: each under its parent, its statements first, the others in the order of their beginnings. */
export function inTree(spans: readonly ReceivedSpan[]): Row[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const below = Map.groupBy(spans, ({ parentSpanId }) => (ids.has(parentSpanId) ? parentSpanId : ''));
  const rows = (parent: string, depth: number): Row[] => {
    const children = (below.get(parent) ?? []).toSorted((a, b) => (a.startNs < b.startNs ? -1 : 1));
    const statements = children.filter(isStatement);
    const others = children.filter((span) => !isStatement(span));
    return [
      ...(statements.length > 0 ? [{ spans: statements, depth }] : []),
      ...others.flatMap((span) => [{ spans: [span], depth }, ...rows(span.spanId, depth + 1)]),
    ];
  };
  return rows('', 0);
}

const isStatement = ({ attributes }: ReceivedSpan): boolean => 'db.system.name' in attributes;

/** One trace as a page that asks nothing of the network: coloured by service, along one time axis. */
export async function renderWaterfall(spans: readonly ReceivedSpan[]): Promise<string> {
  const style = await Bun.file(join(import.meta.dirname, 'waterfall.css')).text();
  const rows = inTree(spans);
  const [from, to] = ends(spans);
  const services = new Set(rows.map(({ spans: [first] }) => first!.service));
  const legend = [...services].map(
    (service) => `<li style="--of: ${colourOf(service)}">${Bun.escapeHTML(service)}</li>`,
  );
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
<p>${spans.length} spans of ${services.size} services, ${text(to - from)} from the request to the last mail</p>
<ul>${legend.join('')}</ul>
</header>
<div class="rows">
<div class="axis">${ticks(to - from)}</div>
${rows.map((row) => line(row, from, to - from)).join('\n')}
</div>
</body>
</html>
`;
}

function line({ spans, depth }: Row, from: number, totalMs: number): string {
  const [first] = spans;
  const [start, end] = ends(spans);
  const [left, right] = [share(start - from, totalMs), share(end - from, totalMs)];
  const bars = spans.map((span) => bar(span, from, totalMs)).join('');
  const place = right > 88 ? `class="before" style="right: ${100 - left}%"` : `style="left: ${right}%"`;
  const kind = isStatement(first!) ? ' statements' : '';
  return `<div class="row${kind}${spans.some(({ failed }) => failed) ? ' failed' : ''}" style="--of: ${colourOf(first!.service)}">
<span class="name" style="padding-left: ${depth * 12}px"><i></i>${Bun.escapeHTML(spans.map(shown).join(' · '))}</span>
<span class="lane">${bars}<em ${place}>${text(end - start)}</em></span>
</div>`;
}

function bar(span: ReceivedSpan, from: number, totalMs: number): string {
  const [start, end] = ends([span]);
  return `<b style="left: ${share(start - from, totalMs)}%; width: ${share(end - start, totalMs)}%"></b>`;
}

/** Without the package that every method has. */
const shown = ({ name }: ReceivedSpan): string => name.replace(/^ecomm\.\w+\./, '');

/** None so near to the end that it would stand beyond it. */
function ticks(totalMs: number): string {
  const step = niceStep(totalMs / 6);
  const count = Math.floor((totalMs * 0.95) / step);
  const marks = Array.from({ length: count + 1 }, (_, n) => n * step);
  return marks.map((ms) => `<span style="left: ${share(ms, totalMs)}%">${ms} ms</span>`).join('');
}

/** 1, 2 or 5 times a power of ten, not below `ms`. */
function niceStep(ms: number): number {
  const power = 10 ** Math.floor(Math.log10(ms));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= ms) ?? 10);
}

/** When the first of them begins and the last one ends, in milliseconds. */
function ends(spans: readonly ReceivedSpan[]): [from: number, to: number] {
  const base = spans.reduce((first, { startNs }) => (startNs < first ? startNs : first), spans[0]!.startNs);
  const last = spans.reduce((end, { endNs }) => (endNs > end ? endNs : end), 0n);
  const from = Number(base / 1_000n) / 1_000;
  return [from, from + Number(last - base) / 1e6];
}

const share = (ms: number, totalMs: number): number => Math.round((ms / totalMs) * 10_000) / 100;
const text = (ms: number): string => (ms < 9.95 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);
const colourOf = (service: string): string => colours[service] ?? '#667';
