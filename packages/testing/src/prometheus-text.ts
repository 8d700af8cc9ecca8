export interface Sample {
  /** As it stands: of a histogram `…_bucket`, `…_sum` or `…_count`. */
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

export interface Family {
  type: string;
  help: string;
  samples: Sample[];
}

const nameForm = '[a-zA-Z_][a-zA-Z0-9_]*';
const meta = new RegExp(`^# (HELP|TYPE) (${nameForm}) (.+)$`);
const sample = new RegExp(`^(${nameForm})(?:\\{(.*)\\})? (\\S+)$`);
const label = new RegExp(`(${nameForm})="((?:[^"\\\\]|\\\\[\\\\n"])*)"(?:,|$)`, 'y');
const number = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]Inf|NaN)$/i;
const types = new Set(['counter', 'gauge', 'histogram']);
const partOfHistogram = /_(bucket|sum|count)$/;

/**
 * Reads Prometheus' text format 0.0.4 strictly, as promtool does: by family name. Throws with the line that is not as it
 * should be, for two samples of one series, and for a histogram whose buckets do not add up.
 */
export function parseMetrics(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line does not end');
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const fail = (why: string): never => {
      throw new Error(`${why}: ${line}`);
    };
    const [, kind, of = '', rest = ''] = meta.exec(line) ?? [];
    if (kind === 'HELP') {
      if (families.has(of)) fail('a second HELP');
      families.set(of, { type: '', help: rest, samples: [] });
    } else if (kind === 'TYPE') {
      const family = families.get(of) ?? fail('TYPE without HELP');
      if (family.type || !types.has(rest)) fail('a second or unknown TYPE');
      family.type = rest;
    } else {
      const [, name = '', labelText = '', value = ''] = sample.exec(line) ?? fail('no sample');
      if (!number.test(value)) fail('no number');
      const family = familyOf(families, name) ?? fail('no TYPE before');
      const labels = readLabels(labelText) ?? fail('wrong labels');
      const key = `${name}${JSON.stringify(labels, Object.keys(labels).toSorted())}`;
      if (seen.has(key)) fail('there twice');
      seen.add(key);
      family.samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) });
    }
  }
  for (const [name, family] of families) checkFamily(name, family);
  return families;
}

/** The sum of all samples of this name that have these labels; undefined without any. */
export function sumOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const samples = familyOf(families, name)?.samples ?? [];
  const found = samples.filter(
    (one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  );
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
}

function familyOf(families: ReadonlyMap<string, Family>, name: string): Family | undefined {
  const own = families.get(name);
  if (own?.type && own.type !== 'histogram') return own;
  const family = families.get(name.replace(partOfHistogram, ''));
  return family?.type === 'histogram' && partOfHistogram.test(name) ? family : undefined;
}

function readLabels(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  while (label.lastIndex < text.length) {
    const [, name, value] = label.exec(text) ?? [];
    if (name === undefined || name in labels) return undefined;
    labels[name] = value!.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
  }
  return labels;
}

/** What promtool complains of. */
function checkFamily(name: string, { type, samples }: Family): void {
  if ((type === 'counter') !== name.endsWith('_total'))
    throw new Error(`${name} is a ${type}: only counters end in _total`);
  if (samples.some(({ labels }) => 'quantile' in labels)) throw new Error(`${name} is no summary, but has a quantile`);
  if (type === 'histogram') checkBuckets(name, samples);
}

/** Each series of a histogram: its buckets grow, the last is +Inf and has as many as there are. */
function checkBuckets(name: string, samples: readonly Sample[]): void {
  const without = ({ le: _, ...rest }: Readonly<Record<string, string>>) => JSON.stringify(rest);
  for (const [key, of] of Map.groupBy(samples, ({ labels }) => without(labels))) {
    const buckets = of.filter((one) => one.name === `${name}_bucket`);
    const count = of.find((one) => one.name === `${name}_count`)?.value;
    const grows = buckets.every(({ value }, at) => at === 0 || value >= buckets[at - 1]!.value);
    const last = buckets.at(-1);
    if (!grows || last?.labels.le !== '+Inf' || last.value !== count)
      throw new Error(`the buckets of ${name} do not add up: ${key}`);
  }
}
