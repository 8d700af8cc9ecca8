import { serviceNames } from '../../../src/shop.fixture.ts';
import type { RunRecord, Usage } from '../../record/run-record.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { Inquiry, type Verdict } from '../verdict.ts';

const mebibyte = 1024 * 1024;
/** What a process may grow to by being used: compiled code, caches and pools that have filled. */
const memoryMax = (before: number): number => before * 2 + 64 * mebibyte;
/** Clients keep connections open, as many as they had requests under way: 100 of a short run. */
const descriptorsMax = (before: number): number => before + 128;

/** Breakers open again a second after their last look, and leases end after ten: some trouble outlives its fault by that. */
const graceMs = 10_000;
/** After an outage groups may be behind for so long (I16). Who works off so many events may shed other load. */
const catchUpMs = 30_000;
const behindEvents = 100;
/** A process that never came back is explained by its death for so long. */
const downMs = 60_000;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

export function resourcesAreFreed({ record }: Evidence): Verdict {
  const inquiry = new Inquiry('I18', 'memory and file descriptors as before');
  const broken = Math.min(...record.windows.map(({ from }) => from), ...record.kills.map(({ at }) => at));
  const services = record.usage.filter(({ process }) => serviceNames.some((name) => process.split('#')[0] === name));
  for (const [process, samples] of Map.groupBy(services, ({ process }) => process)) {
    const before = samples.filter(({ at }) => at <= broken);
    // The last ones: right after healing there is still a backlog to work off.
    const after = samples.filter(({ at }) => at >= record.healedAt).slice(-3);
    if (before.length === 0 || after.length === 0) continue;
    const of = (of: readonly Usage[], what: 'memory' | 'descriptors') => median(of.map((sample) => sample[what]));
    const memory = [of(before, 'memory'), of(after, 'memory')] as const;
    const descriptors = [of(before, 'descriptors'), of(after, 'descriptors')] as const;
    const mib = memory.map((bytes) => Math.round(bytes / mebibyte));
    inquiry.check(memory[1] <= memoryMax(memory[0]), () => `${process}: ${mib[0]} MiB before, ${mib[1]} after`);
    inquiry.check(
      descriptors[1] <= descriptorsMax(descriptors[0]),
      () => `${process}: ${descriptors[0]} descriptors before, ${descriptors[1]} after`,
    );
  }
  return inquiry.verdict();
}

interface Trouble {
  from: number;
  until: number;
}

/** When something was broken, or was so just before. */
export const troublesOf = ({
  windows,
  kills,
}: Pick<RunRecord, 'windows' | 'kills'>): (Trouble & { what: string })[] => [
  ...windows.map(({ fault, from, until }) => ({ what: fault, from, until })),
  ...kills.map(({ process, signal, at, readyAt }) => ({
    what: `${signal} to ${process}`,
    from: at,
    until: readyAt ?? at + downMs,
  })),
];

/** Whether something was in trouble at some time of a while, or so shortly before it that the shop had not recovered yet. */
export function isTroubled(record: RunRecord): (from: number, until: number) => boolean {
  const troubles = troublesOf(record).map(({ from, until }) => ({ from, until: recoveredAt(record, until) }));
  return (from, until) => troubles.some((trouble) => trouble.from <= until && from <= trouble.until);
}

function recoveredAt({ lags }: RunRecord, healedAt: number): number {
  const caughtUp = lags.find(({ at, events }) => at >= healedAt + graceMs && events < behindEvents)?.at ?? Infinity;
  const behind = lags.some(({ at, events }) => at >= healedAt && at <= healedAt + graceMs && events >= behindEvents);
  return behind ? Math.min(caughtUp, healedAt + catchUpMs) : healedAt + graceMs;
}

export function failuresAreExplained({ record }: Evidence): Verdict {
  const inquiry = new Inquiry('I19', 'every 5xx is explained by a fault window');
  const isExplained = isTroubled(record);
  let failures = 0;
  for (const { request, status, code, outcome, orderId, sentAt, answeredAt } of record.journal) {
    // Buyers who come all at once before the run begins are asked to come again.
    if (sentAt < record.startedAt) continue;
    const hasFailed = outcome === 'unknown' || (status ?? 0) >= 500;
    if (hasFailed) failures += 1;
    const at = () => `${((sentAt - record.startedAt) / 1_000).toFixed(1)} s`;
    inquiry.check(
      !hasFailed || isExplained(sentAt, answeredAt),
      () =>
        `${request} at ${at()} was answered ${[status ?? 'nothing', code].join(' ').trim()} while nothing was broken`,
      orderId,
    );
  }
  // A service outlives whatever is broken around it: what ends one is a kill, or a bug.
  for (const { process, code, signal, at } of record.exits)
    inquiry.check(
      false,
      () => `${process} ended by itself (${signal ?? code}) at ${((at - record.startedAt) / 1_000).toFixed(1)} s`,
    );
  return inquiry.verdict(`failed or unknown: ${failures}`);
}
