import { expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { metricsPage } from './metrics-page.ts';
import { readMetrics, type Metric } from './read-metrics.ts';

/** The metrics of a workspace with these sources; or what is wrong with them. */
async function metricsOf(sources: Record<string, string>): Promise<Metric[] | string> {
  const root = await mkdtemp(join(tmpdir(), 'ecomm-metrics-'));
  try {
    for (const [path, text] of Object.entries(sources)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return await readMetrics(root);
  } catch (error) {
    return (error as Error).message;
  } finally {
    await rm(root, { recursive: true });
  }
}

const from = "import { counter, gauge as shown, histogram } from '@ecomm/runtime/metrics';\n";

test('every declaration is found, by whatever name it is imported, and none of a test', async () => {
  const found = await metricsOf({
    'apps/pots/src/metrics.ts': `${from}const brewed = counter('pots_brewed_total', 'Pots.', ['tea', 'size']);\nshown('pots_full', 'Full.');`,
    'packages/tea/src/cool.ts': `${from}export const cooling = histogram('tea_cooling_seconds', 'Cooling.', ['tea']);`,
    'packages/runtime/src/pot.ts': `import { gauge } from './metrics.ts';\ngauge('lids', 'Lids.', ['pot']);`,
    'packages/tea/src/cool.test.ts': `${from}counter('test_total', 'Not there.');`,
    'packages/tea/src/other.ts': `import { counter } from './counter.ts';\ncounter('no_metric', 'Another counter.');`,
  });
  expect(found).toEqual([
    { name: 'lids', kind: 'gauge', help: 'Lids.', labels: ['pot'], path: 'packages/runtime/src/pot.ts' },
    {
      name: 'pots_brewed_total',
      kind: 'counter',
      help: 'Pots.',
      labels: ['tea', 'size'],
      path: 'apps/pots/src/metrics.ts',
    },
    { name: 'pots_full', kind: 'gauge', help: 'Full.', labels: [], path: 'apps/pots/src/metrics.ts' },
    {
      name: 'tea_cooling_seconds',
      kind: 'histogram',
      help: 'Cooling.',
      labels: ['tea'],
      path: 'packages/tea/src/cool.ts',
    },
  ]);
  expect(metricsPage(found as Metric[])).toContain(
    '| `pots_brewed_total` | counter | `tea`, `size` | Pots. | [pots](../apps/pots/src/metrics.ts) |',
  );
});

test.each([
  "counter(name, 'Pots.')",
  "counter('pots_total', help)",
  "counter('pots_total', 'Pots.', labels)",
  "counter('a', 'b', [tea])",
])('what is not written out where it is declared is refused: %s', async (declaration) => {
  expect(await metricsOf({ 'apps/pots/src/metrics.ts': `${from}${declaration};` })).toStartWith(
    'apps/pots/src/metrics.ts declares a counter',
  );
});
