import { ValueType } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type Histogram as Counted,
  type HistogramMetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';

/** Upper ends in seconds: from 1 ms to 10 s. */
const boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** What has more label values than that is a mistake, and must not cost the process its memory. */
const seriesMax = 1_000;

export type Label = string | number | undefined;
/** A value for each label; one that is undefined is left out. */
export type Labels<L extends string> = Readonly<Record<L, Label>>;

/** The durations under one set of labels. */
class Series {
  readonly labels: Record<string, string | number>;
  readonly #counts = Array.from({ length: boundaries.length + 1 }, () => 0);
  #count = 0;
  #sum = 0;

  constructor(labels: Readonly<Record<string, Label>>) {
    const present = Object.entries(labels).filter(([, value]) => value !== undefined);
    this.labels = Object.fromEntries(present) as Record<string, string | number>;
  }

  record(seconds: number): void {
    let bucket = 0;
    while (bucket < boundaries.length && seconds > boundaries[bucket]!) bucket += 1;
    this.#counts[bucket]! += 1;
    this.#count += 1;
    this.#sum += seconds;
  }

  point(startTime: DataPoint<Counted>['startTime']): DataPoint<Counted> {
    // A copy: more is recorded while a scrape is spelled out.
    const value = { buckets: { boundaries, counts: [...this.#counts] }, count: this.#count, sum: this.#sum };
    return { startTime, endTime: millisToHrTime(Date.now()), attributes: this.labels, value };
  }
}

/** One level a label; the last one leads to the series. */
type Branch = Map<Label, Branch | Series>;

/**
 * Durations by labels. A look-up by the labels' values, one after the other, costs a fifteenth of the SDK's own histogram, which
 * sorts and spells out the labels of each record (docs/adr/0027).
 */
export class Histogram<L extends string> {
  readonly #name: string;
  readonly #help: string;
  readonly #labels: readonly [L, ...L[]];
  readonly #seriesMax: number;
  readonly #root: Branch = new Map();
  readonly #series: Series[] = [];
  readonly #startTime = millisToHrTime(Date.now());
  #overflow?: Series;

  constructor(name: string, help: string, labels: readonly [L, ...L[]], max = seriesMax) {
    this.#name = name;
    this.#help = help;
    this.#labels = labels;
    this.#seriesMax = max;
  }

  record(seconds: number, labels: Labels<L>): void {
    let at: Branch | Series | undefined = this.#root;
    for (const name of this.#labels) {
      at = (at as Branch).get(labels[name]);
      if (at === undefined) return this.#add(labels).record(seconds);
    }
    (at as Series).record(seconds);
  }

  data(): HistogramMetricData {
    return {
      descriptor: { name: this.#name, description: this.#help, unit: '', valueType: ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: this.#series.map((series) => series.point(this.#startTime)),
    };
  }

  #add(labels: Labels<L>): Series {
    if (this.#series.length >= this.#seriesMax) {
      this.#overflow ??= this.#keep({ otel_metric_overflow: 'true' });
      return this.#overflow;
    }
    let branch = this.#root;
    for (const name of this.#labels.slice(0, -1)) {
      const next = branch.get(labels[name]) ?? new Map();
      branch.set(labels[name], next);
      branch = next as Branch;
    }
    const series = this.#keep(labels);
    branch.set(labels[this.#labels.at(-1)!], series);
    return series;
  }

  #keep(labels: Readonly<Record<string, Label>>): Series {
    const series = new Series(labels);
    this.#series.push(series);
    return series;
  }
}

const all = new Map<string, Histogram<string>>();

/** The histogram of that name, made once. */
export function histogramOf<L extends string>(name: string, help: string, labels: readonly [L, ...L[]]): Histogram<L> {
  if (all.has(name)) throw new Error(`${name} is declared twice`);
  const histogram = new Histogram(name, help, labels);
  all.set(name, histogram);
  return histogram;
}

const scope = { name: 'ecomm' };

/** What the SDK asks beside its own instruments. */
export const histograms: MetricProducer = {
  collect: async () => {
    const metrics = [...all.values()].map((histogram) => histogram.data());
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope, metrics }] }, errors: [] };
  },
};
