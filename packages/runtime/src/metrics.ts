import { setImmediate } from 'node:timers/promises';
import type { Counter, ObservableResult } from '@opentelemetry/api';
import type { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationTemporality, InstrumentType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { histogramOf, histograms, type Histogram } from './metrics-histogram.ts';

export type { Histogram } from './metrics-histogram.ts';

/** A gauge that takes longer is left out of a scrape. */
const readMs = 1_000;

class Scrape extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

const reader = new Scrape({
  // A gauge that could not be read is left out then; a cumulative one would show its last value for ever.
  aggregationTemporalitySelector: (type) =>
    type === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
  metricProducers: [histograms],
});
const meter = new MeterProvider({ readers: [reader] }).getMeter('ecomm');

/**
 * What only grows. Names of all instruments are those that Prometheus shows, so that a search for one finds its code;
 * docs/metrics.md is made of the declarations. What will be looked for before it first happens is announced: `add(0, labels)`.
 */
export const counter = <const L extends string>(
  name: string,
  help: string,
  _labels: readonly L[] = [],
): Counter<Record<L, string>> => meter.createCounter(name, { description: help });

/** Durations in seconds, by labels whose values are few: a route, not a path. */
export const histogram = <const L extends string>(
  name: string,
  help: string,
  labels: readonly [L, ...L[]],
): Histogram<L> => histogramOf(name, help, labels);

/** `work`; when it has its end, `ended` is told how long it took, and what it failed with or gave. */
export async function timed<T>(
  work: () => Promise<T>,
  ended: (seconds: number, error?: unknown, result?: T) => void,
): Promise<T> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  try {
    const result = await work();
    ended(seconds(), undefined, result);
    return result;
  } catch (error) {
    ended(seconds(), error);
    throw error;
  }
}

/** A number, or one for each set of labels; undefined where there is none now. */
export type Reading<L extends string> = number | undefined | readonly Point<L>[];

export interface Point<L extends string> {
  readonly value: number;
  readonly labels: Readonly<Record<L, string>>;
}

export interface Gauge<L extends string> {
  /**
   * Has `read` called by each scrape, under `labels`; a watch under the same labels takes the place of the one before. One
   * that throws or takes longer than a second is left out. Gives what ends it.
   */
  watch(read: () => Reading<L> | Promise<Reading<L>>, labels?: Readonly<Record<L, string>>): () => void;
}

/** What goes up and down: read when it is asked for. */
export function gauge<const L extends string>(name: string, help: string, _labels: readonly L[] = []): Gauge<L> {
  const instrument = meter.createObservableGauge(name, { description: help });
  const watches = new Map<string, () => void>();
  return {
    watch: (read, labels) => {
      const key = JSON.stringify(labels);
      const observe = async (result: ObservableResult): Promise<void> => {
        const reading = await read();
        if (typeof reading === 'number') result.observe(reading, labels);
        else for (const point of reading ?? []) result.observe(point.value, point.labels);
      };
      watches.get(key)?.();
      instrument.addCallback(observe);
      const end = (): void => instrument.removeCallback(observe);
      watches.set(key, end);
      return end;
    },
  };
}

export interface Exposition {
  /** Prometheus' text format, version 0.0.4. */
  text: string;
  /** What could not be read, and so is not in it. */
  errors: readonly unknown[];
}

let loaded: Promise<PrometheusSerializer> | undefined;

/** By the first scrape, not by the start: it is half of what metrics would add to that. */
async function load(): Promise<PrometheusSerializer> {
  const { PrometheusSerializer } = await import('@opentelemetry/exporter-prometheus');
  return new PrometheusSerializer(undefined, false, undefined, true, true);
}

/** All instruments of this process. One metric is spelled out at a time, so that others' work goes on between. */
export async function expose(): Promise<Exposition> {
  const serializer = await (loaded ??= load());
  const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: readMs });
  const { resource, scopeMetrics } = resourceMetrics;
  let text = '';
  for (const { scope, metrics } of scopeMetrics)
    for (const metric of metrics) {
      if (metric.dataPoints.length === 0) continue;
      text += serializer.serialize({ resource, scopeMetrics: [{ scope, metrics: [metric] }] });
      await setImmediate();
    }
  return { text, errors };
}
