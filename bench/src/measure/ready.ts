import type { Bench } from '../open-bench.ts';
import { median } from '../report/figures.ts';
import type { Row } from '../report/row.ts';

/** How long each service takes from its start to its first 200 of /readyz, one at a time in a shop that runs. */
export async function measureReady(bench: Bench): Promise<Row[]> {
  const { shop } = await bench.shop();
  const times = bench.scale.restarts;
  const rows: Row[] = [];
  for (const service of shop.services) {
    bench.say(`${service}: ${times} restarts`);
    const seconds: number[] = [];
    for (let n = 0; n < times; n++) {
      await shop.process(service).stop();
      const startedAt = performance.now();
      await shop.process(service).start();
      seconds.push((performance.now() - startedAt) / 1000);
    }
    rows.push({ measure: `${service}: start to ready`, value: median(seconds), unit: 's', atMost: 0.5 });
  }
  return rows;
}
