/** One dashboard of Grafana: rows of panels, 24 columns wide. */
export interface Dashboard {
  uid: string;
  title: string;
  rows: Panel[][];
}

export interface Panel {
  title: string;
  /** Of Grafana: `s`, `reqps`, `percentunit`, `short`, `ops`. */
  unit: string;
  /** PromQL → how a line of it is named: `{{service}}`. */
  queries: Record<string, string>;
  kind?: 'timeseries' | 'stat';
  /** A line above which it is bad. */
  threshold?: number;
}

const columns = 24;
const height = 8;
const source = { type: 'prometheus', uid: 'prometheus' };

/** A dashboard as Grafana is provisioned with it. */
export function renderDashboard({ uid, title, rows }: Dashboard): string {
  const panels = rows.flatMap((row, y) => row.map((panel, x) => renderPanel(panel, y, x, columns / row.length)));
  const dashboard = {
    uid,
    title,
    tags: ['ecomm'],
    schemaVersion: 41,
    version: 1,
    editable: false,
    refresh: '10s',
    time: { from: 'now-30m', to: 'now' },
    links: [{ title: 'Ecomm', type: 'dashboards', tags: ['ecomm'], asDropdown: false, keepTime: true }],
    panels: panels.map((panel, index) => ({ id: index + 1, ...panel })),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

function renderPanel({ title, unit, queries, kind = 'timeseries', threshold }: Panel, y: number, x: number, w: number) {
  const good = { color: 'green', value: null };
  const steps = threshold === undefined ? [good] : [good, { color: 'red', value: threshold }];
  const line = { lineWidth: 1, fillOpacity: 10, showPoints: 'never', spanNulls: true };
  const custom = threshold === undefined ? line : { ...line, thresholdsStyle: { mode: 'line' } };
  return {
    type: kind,
    title,
    datasource: source,
    gridPos: { x: x * w, y: y * height, w, h: height },
    fieldConfig: {
      defaults: { unit, min: 0, thresholds: { mode: 'absolute', steps }, ...(kind === 'timeseries' ? { custom } : {}) },
      overrides: [],
    },
    options:
      kind === 'timeseries'
        ? { tooltip: { mode: 'multi', sort: 'desc' } }
        : { reduceOptions: { calcs: ['lastNotNull'] } },
    targets: Object.entries(queries).map(([expr, legendFormat], index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: source,
      expr,
      legendFormat,
    })),
  };
}
