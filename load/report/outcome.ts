/** What k6 gives handleSummary, as far as it is looked at. */
export interface Summary {
  metrics: Record<string, Metric>;
}

export interface Metric {
  type: 'counter' | 'gauge' | 'rate' | 'trend';
  contains: 'default' | 'time' | 'data';
  values: Record<string, number>;
  thresholds?: Record<string, { ok: boolean }>;
}

/** One run of a script. */
export interface Outcome {
  script: string;
  /** `20 orders/s, 60 s` */
  load: string;
  /** Of each operation, the requests of that name, and what the script measured itself; in milliseconds. */
  times: { name: string; values: Record<string, number> }[];
  /** What the script counted, whether or not there is a threshold for it. */
  counts: { name: string; count: number }[];
  /** Each threshold, with the value that it is about. */
  verdicts: { metric: string; threshold: string; value: string; ok: boolean }[];
}

export const outcomeOf = (script: string, load: string, { metrics }: Summary): Outcome => {
  // k6 gives them in another order each time.
  const sorted = Object.entries(metrics).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    script,
    load,
    times: sorted.flatMap(timesOf),
    counts: sorted.flatMap(countsOf),
    verdicts: sorted.flatMap(verdictsOf),
  };
};

const ofK6 = /^(checks|data|dropped|group|grpc|http_req|iteration|vus|ws)/;

function timesOf([metric, { type, contains, values }]: [string, Metric]): Outcome['times'] {
  const [, operation] = /^http_req_duration\{name:(.+)\}$/.exec(metric) ?? [];
  const isOwn = type === 'trend' && contains === 'time' && !ofK6.test(metric);
  return operation !== undefined || isOwn ? [{ name: operation ?? metric, values }] : [];
}

const countsOf = ([name, { type, values }]: [string, Metric]): Outcome['counts'] =>
  type === 'counter' && !ofK6.test(name) ? [{ name, count: values.count ?? 0 }] : [];

const verdictsOf = ([metric, { values, thresholds = {}, ...of }]: [string, Metric]): Outcome['verdicts'] =>
  Object.entries(thresholds).map(([threshold, { ok }]) => {
    const [stat = ''] = /^[^<>=!\s]+/.exec(threshold) ?? [];
    return { metric, threshold, value: format(values[stat], of), ok };
  });

/** `412 ms`, `99.80 %`, `12` */
function format(value: number | undefined, { type, contains }: Pick<Metric, 'type' | 'contains'>): string {
  if (value === undefined) return '';
  if (contains === 'time') return `${millis(value)} ms`;
  return type === 'rate' ? `${(value * 100).toFixed(2)} %` : String(value);
}

export function millis(value: number | undefined): string {
  if (value === undefined) return '';
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

export const shownStats = ['avg', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'];
