import { expect, test } from 'bun:test';
import { parseMetrics, sumOf } from './prometheus-text.ts';

const good = `# HELP orders_total Orders.
# TYPE orders_total counter
orders_total{status="paid",note="a \\"b\\" \\\\ \\n"} 2
orders_total{status="failed"} 1

# HELP seconds Time.
# TYPE seconds histogram
seconds_count{of="x"} 3
seconds_sum{of="x"} 0.5
seconds_bucket{of="x",le="0.1"} 1
seconds_bucket{of="x",le="+Inf"} 3
`;

test('families, labels and values are read, and summed by labels', () => {
  const families = parseMetrics(good);
  expect([...families.keys()]).toEqual(['orders_total', 'seconds']);
  expect(families.get('orders_total')).toMatchObject({ type: 'counter', help: 'Orders.' });
  expect(families.get('orders_total')?.samples[0]?.labels).toEqual({ status: 'paid', note: 'a "b" \\ \n' });
  expect(sumOf(families, 'orders_total')).toBe(3);
  expect(sumOf(families, 'orders_total', { status: 'failed' })).toBe(1);
  expect(sumOf(families, 'seconds_count', { of: 'x' })).toBe(3);
  expect(sumOf(families, 'orders_total', { status: 'shipped' })).toBeUndefined();
});

test.each([
  ['a name with a dot', 'orders.paid 1\n'],
  ['a sample without a type', 'orders 1\n'],
  ['a type without help', '# TYPE orders gauge\norders 1\n'],
  ['an unknown type', '# HELP orders Orders.\n# TYPE orders number\norders 1\n'],
  ['a value that is no number', '# HELP orders Orders.\n# TYPE orders gauge\norders many\n'],
  ['a label without quotes', '# HELP orders Orders.\n# TYPE orders gauge\norders{a=b} 1\n'],
  ['a label that ends early', '# HELP orders Orders.\n# TYPE orders gauge\norders{a="b"c"} 1\n'],
  ['a label twice', '# HELP orders Orders.\n# TYPE orders gauge\norders{a="b",a="c"} 1\n'],
  ['a series twice', '# HELP orders Orders.\n# TYPE orders gauge\norders{a="b"} 1\norders{a="b"} 2\n'],
  ['a bare sample of a histogram', good.replace('seconds_count', 'seconds')],
  ['buckets that shrink', good.replace('le="0.1"} 1', 'le="0.1"} 4')],
  ['a count beside its buckets', good.replace('seconds_count{of="x"} 3', 'seconds_count{of="x"} 2')],
  ['a counter that is not called one', good.replaceAll('orders_total', 'orders')],
  ['a gauge that is called a counter', '# HELP orders_total Orders.\n# TYPE orders_total gauge\norders_total 1\n'],
  ['a quantile of no summary', '# HELP delay Delay.\n# TYPE delay gauge\ndelay{quantile="0.5"} 1\n'],
  ['a last line that is cut', '# HELP orders Orders.\n# TYPE orders gauge\norders 1'],
])('%s is refused', (_, text) => {
  expect(() => parseMetrics(text)).toThrow();
});
