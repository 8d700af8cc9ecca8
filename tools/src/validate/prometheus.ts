import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dashboards } from '../deploy/dashboards/dashboards.ts';
import { complaints } from './complaints.ts';
import { findPromtool } from './find-promtool.ts';

/** What promtool says of Prometheus' configuration, of the alerts and their tests, and of each question of the dashboards. */
export async function judgeAlerts(root: string): Promise<string> {
  const promtool = await findPromtool();
  const deploy = join(root, 'deploy');
  return (
    (await complaints([promtool, 'check', 'config', 'prometheus.yaml'], deploy)) ||
    (await complaints([promtool, 'test', 'rules', 'alerts.test.yaml'], deploy)) ||
    judgeDashboards(promtool)
  );
}

/** As rules, which is what promtool reads. */
async function judgeDashboards(promtool: string): Promise<string> {
  const asked = Object.values(dashboards).flatMap(({ rows }) =>
    rows.flat().flatMap(({ queries }) => Object.keys(queries)),
  );
  const rules = asked.map((query, index) => ({
    record: `question_${index}`,
    expr: query.replaceAll('$__rate_interval', '1m'),
  }));
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-dashboards-'));
  try {
    await Bun.write(join(folder, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'dashboards', rules }] }));
    return await complaints([promtool, 'check', 'rules', 'rules.yaml'], folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
