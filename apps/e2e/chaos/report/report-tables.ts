import { escapeHTML } from 'bun';
import type { Result } from '../run/run-result.ts';
import { isMet } from '../faults/bars.ts';
import { inUnit } from './print-run.ts';
import { sumInvariants } from './sum-invariants.ts';

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`;

export function summary(results: readonly Result[], seed: number, mode: string): string {
  const count = (outcome: Result['outcome']): number => results.filter((one) => one.outcome === outcome).length;
  const sum = (of: (one: Result) => number): number => results.reduce((all, one) => all + of(one), 0);
  const broken = count('broke') + count('spoiled');
  const first = results[0]?.from;
  const figures: [string, string | number][] = [
    ['faults', results.length],
    ['held', count('held')],
    ['broke', broken],
    ['skipped', count('skipped')],
    ['orders accepted', sum(({ orders }) => orders.acked)],
    ['kills', sum(({ kills }) => kills.length)],
    ['violations', sum(({ violations }) => violations.length)],
  ];
  const list = figures.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('');
  const when = first ? new Date(first).toISOString().slice(0, 16).replace('T', ' ') : '';
  return `<p class="${broken ? 'bad' : 'good'} verdict">${broken ? `${broken} of ${results.length} faults broke something` : 'Everything held'}</p>
<p class="quiet">${escapeHTML(mode)} run of ${when} UTC, seed ${seed}</p><dl class="figures">${list}</dl>`;
}

export function invariantRows(results: readonly Result[]): string {
  const rows = sumInvariants(results).map(({ invariant, says, checked, violations, note }) => [
    escapeHTML(invariant),
    escapeHTML(says) + (note ? ` <span class="quiet">${escapeHTML(note)}</span>` : ''),
    String(checked),
    violations > 0 ? bad(`${violations} broken`) : checked > 0 ? good('holds') : '<span class="warn">unproven</span>',
  ]);
  return rows.length > 0
    ? table(['', 'Invariant', 'Looked at', 'Verdict'], rows, [2])
    : '<p class="quiet">No audit yet.</p>';
}

export function barRows(results: readonly Result[]): string {
  const rows = results.flatMap(({ fault, seed, bars }) =>
    bars.map((bar) => [
      isMet(bar) ? good('met') : bad('missed'),
      `<code>${escapeHTML(fault)}</code> <span class="quiet">${seed}</span>`,
      escapeHTML(bar.says),
      inUnit(bar.measured, bar.unit),
      `${bar.kind === 'most' ? '≤' : '≥'} ${inUnit(bar.limit, bar.unit)}`,
    ]),
  );
  return table(['', 'Fault', 'Bar', 'Measured', 'Limit'], rows, [3, 4]);
}

export function faultRows(results: readonly Result[]): string {
  const rows = results.map(({ fault, seed, says, outcome, why, from, until, orders, kills, copies }) => [
    outcome === 'held' ? good('held') : outcome === 'skipped' ? '<span class="warn">skipped</span>' : bad(outcome),
    `<code>${escapeHTML(fault)}</code> <span class="quiet">${seed}</span>`,
    escapeHTML(says) + `<br><span class="quiet">${escapeHTML([copies, why].filter(Boolean).join('; '))}</span>`,
    seconds(until - from),
    `${orders.acked} / ${orders.failed} / ${orders.unknown}`,
    String(kills.length),
  ]);
  return table(['', 'Fault', 'What it is', 'Took', 'Acked / failed / unknown', 'Kills'], rows, [3, 4, 5]);
}

export function stories(results: readonly Result[]): string {
  const broken = results.filter(({ violations }) => violations.length > 0);
  if (broken.length === 0) return '';
  const each = broken.map(({ fault, seed, violations, story }) => {
    const sentences = violations.map(
      ({ invariant, sentence }) => `<li>${bad(escapeHTML(invariant))} ${escapeHTML(sentence)}</li>`,
    );
    return `<h3><code>${escapeHTML(fault)}</code>, seed ${seed}</h3><ul>${sentences.join('')}</ul>${story ? `<details><summary>The story of one of them</summary><pre>${escapeHTML(story)}</pre></details>` : ''}`;
  });
  return `<section><h2>Counter-examples</h2>${each.join('')}</section>`;
}

const good = (text: string): string => `<span class="good">${text}</span>`;
const bad = (text: string): string => `<span class="bad">${text}</span>`;

function table(heads: readonly string[], rows: readonly string[][], numbers: readonly number[]): string {
  const cell = (tag: string) => (html: string, column: number) =>
    `<${tag}${numbers.includes(column) ? ' class="number"' : ''}>${html}</${tag}>`;
  const body = rows.map((row) => `<tr>${row.map(cell('td')).join('')}</tr>`).join('\n');
  return `<div class="wide"><table><thead><tr>${heads.map(cell('th')).join('')}</tr></thead><tbody>${body}</tbody></table></div>`;
}
