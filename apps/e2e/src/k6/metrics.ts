export type Type = 'counter' | 'gauge' | 'rate' | 'trend';

interface Measured {
  type: Type;
  contains: 'default' | 'time';
  samples: number[];
}

const all = new Map<string, Measured>();

export function record(name: string, type: Type, sample?: number, contains: Measured['contains'] = 'default'): void {
  const measured = all.get(name) ?? { type, contains, samples: [] };
  all.set(name, measured);
  if (sample !== undefined) measured.samples.push(sample);
}

/** As k6 gives them to handleSummary, without thresholds: these are for k6 itself to judge. */
export const metrics = () =>
  Object.fromEntries(
    [...all].map(([name, { type, contains, samples }]) => [name, { type, contains, values: valuesOf(type, samples) }]),
  );

function valuesOf(type: Type, samples: number[]): Record<string, number> {
  const count = samples.length;
  const sum = samples.reduce((before, sample) => before + sample, 0);
  const sorted = samples.toSorted((a, b) => a - b);
  const percentile = (share: number): number => sorted[Math.ceil(share * count) - 1] ?? 0;
  if (type === 'counter') return { count: sum };
  if (type === 'rate') return { rate: count === 0 ? 0 : sum / count, passes: sum, fails: count - sum };
  if (type === 'gauge') return { value: samples.at(-1) ?? 0 };
  return {
    count,
    avg: count === 0 ? 0 : sum / count,
    min: sorted[0] ?? 0,
    med: percentile(0.5),
    'p(90)': percentile(0.9),
    'p(95)': percentile(0.95),
    'p(99)': percentile(0.99),
    max: sorted.at(-1) ?? 0,
  };
}

/** A class of `k6/metrics`. */
export const metricOf = (type: Type) =>
  class {
    readonly name: string;
    readonly contains: Measured['contains'];

    constructor(name: string, isTime = false) {
      this.name = name;
      this.contains = isTime ? 'time' : 'default';
      record(name, type, undefined, this.contains);
    }

    add(sample: number | boolean): void {
      record(this.name, type, Number(sample), this.contains);
    }
  };
