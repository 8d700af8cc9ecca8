import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../suite/projects.ts';
import { readMetrics } from '../topology/read-metrics.ts';
import { dashboards } from './dashboards/dashboards.ts';

interface Rules {
  groups: { rules: { expr: string }[] }[];
}

const { groups } = parse(readFileSync(join(root, 'deploy/alerts.yaml'), 'utf8')) as Rules;
const asked = [
  ...groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
  ...Object.values(dashboards).flatMap(({ rows }) => rows.flat().flatMap(({ queries }) => Object.keys(queries))),
];
const metrics = new Map((await readMetrics()).map((metric) => [metric.name, metric.labels]));
metrics.set('up', []);
/** Prometheus' own, and what prometheus.yaml gives each target. */
const everywhere = ['service', 'instance', 'job', 'le'];
const functions = new Set(['histogram_quantile']);
const labelParts = /\bby \(([^)]*)\)|\{([^}]*)\}/g;

/** Metrics and labels of a question that no service shows. */
function unknownIn(query: string): string[] {
  const named = Array.from(query.replaceAll(labelParts, '').matchAll(/\b(?:[a-z]+_[a-z_]+|up)\b/g), ([name]) => name);
  const used = named
    .filter((name) => name !== '__rate_interval' && !functions.has(name))
    .map((name) => (metrics.has(name) ? name : name.replace(/_(bucket|count|sum)$/, '')));
  const known = new Set([...everywhere, ...used.flatMap((name) => metrics.get(name) ?? [])]);
  const labels = Array.from(query.matchAll(labelParts), ([, by, select]) => by ?? select!.replaceAll(/"[^"]*"/g, ''));
  const mentioned = labels.flatMap((text) => text.match(/[a-z_]+/g) ?? []);
  return [...used.filter((name) => !metrics.has(name)), ...mentioned.filter((label) => !known.has(label))];
}

test('alerts and dashboards ask for nothing but metrics and labels that the services show', () => {
  expect(asked.length).toBeGreaterThan(30);
  expect(asked.flatMap((query) => unknownIn(query).map((name) => `${name} in ${query}`))).toEqual([]);
});

test('a metric or a label that nobody shows is found', () => {
  expect(unknownIn('max by (service, state) (ecomm_outbox_row)')).toEqual(['ecomm_outbox_row', 'state']);
  expect(unknownIn('rate(http_server_request_duration_seconds_count{status=~"5.."}[$__rate_interval])')).toEqual([
    'status',
  ]);
});
