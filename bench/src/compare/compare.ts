import { median } from '../report/figures.ts';
import type { Row } from '../report/row.ts';
import type { Round } from './round.ts';

/** Above this share of a core the client is as much the bottleneck as the server. */
const clientBusyMax = 0.9;

/**
 * The ratio of the medians of what two did in a second. Its note tells both, their servers' processor time for a request,
 * which says the same where something else is what is slow, and how busy the client was.
 */
export function ratio(measure: string, own: readonly Round[], other: readonly Round[], atLeast?: number): Row {
  const [a, b] = [own, other].map((rounds) => middle(rounds, 'perSecond')) as [number, number];
  const [cpuA, cpuB] = [own, other].map((rounds) => middle(rounds, 'serverMicros')) as [number, number];
  const busy = [own, other].map((rounds) => middle(rounds, 'clientBusy')).filter(Number.isFinite);
  const cpu = [cpuA, cpuB].every(Number.isFinite) ? [`server ${whole(cpuA)} to ${whole(cpuB)} µs a request`] : [];
  const note = [`${whole(a)} to ${whole(b)} /s`, ...cpu, ...clientNote(busy)].join('; ');
  return { measure, value: a / b, unit: '×', ...(atLeast === undefined ? {} : { atLeast }), note };
}

/** What one did in a second, by itself. */
export function rate(measure: string, rounds: readonly Round[], note?: string): Row {
  const client = clientNote([middle(rounds, 'clientBusy')].filter(Number.isFinite));
  return {
    measure,
    value: middle(rounds, 'perSecond'),
    unit: '/s',
    note: [...(note === undefined ? [] : [note]), ...client].join('; '),
  };
}

/** How busy the client was, loudly when it had no time left. */
export function clientNote(busy: readonly number[]): string[] {
  if (busy.length === 0) return [];
  const most = Math.max(...busy);
  return [
    `client ${whole(most * 100)} % of a core`,
    ...(most > clientBusyMax ? ['THE CLIENT WAS THE BOTTLENECK'] : []),
  ];
}

const middle = (rounds: readonly Round[], what: keyof Round): number =>
  median(rounds.map((round) => round[what] ?? Number.NaN));
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
