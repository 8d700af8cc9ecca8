import execution from './execution.ts';
import { metrics } from './metrics.ts';
import { checks } from './modules.ts';

/** What a script of k6 exports. */
interface Script {
  setup?(): unknown;
  default(data: unknown): void;
  teardown?(data: unknown): void;
  handleSummary(summary: object): Record<string, string>;
}

const [path = '', users = '1'] = process.argv.slice(2);
const script = (await import(path)) as Script;

// Between its parts k6 passes JSON on.
const data: unknown = JSON.parse(JSON.stringify(script.setup?.() ?? null));
for (let user = 1; user <= Number(users); user++) {
  execution.vu.idInTest = user;
  execution.scenario.iterationInTest = user - 1;
  script.default(structuredClone(data));
}
script.teardown?.(data);

const summary = script.handleSummary({ metrics: metrics() });
console.log(JSON.stringify({ checks, summary }));
process.exit(0);
