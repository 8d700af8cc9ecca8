import { generatedFrom, names, table } from './markdown.ts';
import type { Metric } from './read-metrics.ts';

const intro = `What each service shows at \`/metrics\`, in Prometheus' text format: where, and what to make of it, is in [telemetry.md](telemetry.md). A
histogram has \`_bucket\`, \`_sum\` and \`_count\`, in seconds. A service shows those of the parts it has: without a consumer there is no lag. \`error_type\` is
there only with an error: a problem's code, an SQLSTATE or the error's class.`;

/** docs/metrics.md: every metric with its labels. */
export function metricsPage(metrics: readonly Metric[]): string {
  const rows = metrics.map(({ name, kind, labels, help, path }) => [
    `\`${name}\``,
    kind,
    names(labels),
    help,
    `[${path.split('/').at(1)}](../${path})`,
  ]);
  const parts = [
    '# Metrics',
    generatedFrom('the declarations in the code'),
    intro,
    table(['metric', 'is a', 'labels', 'says', 'from'], rows),
  ];
  return `${parts.join('\n\n')}\n`;
}
