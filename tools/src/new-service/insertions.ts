import { capital, type Names } from './names.ts';

/** How an existing file comes to know of a new service. `edit` throws where the file is not as it expects. */
export interface Insertion {
  path: string;
  edit(text: string): string;
}

/** Every file of the workspace that lists the services by name and is not generated. */
export function insertionsFor(names: Names): Insertion[] {
  const { plural, singular, port, metricsPort } = names;
  const Plural = capital(plural);
  const Singular = capital(singular);
  const upper = plural.toUpperCase();
  return [
    lines('contracts/main.tsp', [
      [/^import ".\/\w+.tsp";$/gm, `import "./${plural}.tsp";`],
      [/^import ".\/\w+.http.tsp";$/gm, `import "./${plural}.http.tsp";`],
    ]),
    {
      path: 'contracts/common.tsp',
      edit: (text) =>
        changed(
          text,
          text.replace(/(\[\w+\]\(http:\/\/localhost:\d+\/swagger\))\.(?= )/, (_, last) => {
            return `${last} ·\n  [${Plural}](http://localhost:${port}/swagger).`;
          }),
        ),
    },
    lines('tools/src/shop/services.ts', [
      [
        /^ {2}\w+: \{ http: .*$/gm,
        `  ${plural}: { http: ${port}, grpc: undefined, metrics: ${metricsPort}, needs: ['users'], seed: false },`,
      ],
    ]),
    lines('.env.example', [
      [/^[A-Z]+_PORT=3\d{3}$/gm, `${upper}_PORT=${port}`],
      [/^[A-Z]+_METRICS_PORT=\d+$/gm, `${upper}_METRICS_PORT=${metricsPort}`],
    ]),
    json('nx.json', ({ namedInputs }) => {
      const contract = (path: string): string => `{workspaceRoot}/contracts/${path}`;
      namedInputs[`${plural}.http`] = [
        contract(`${plural}.tsp`),
        contract(`${plural}.http.tsp`),
        contract(`generated/http/${plural}.ts`),
        contract(`generated/openapi/${plural}.json`),
      ];
      namedInputs[`${plural}.events`] = [
        contract(`${plural}.tsp`),
        contract(`generated/events/${plural}.ts`),
        contract(`generated/json-schema/${Singular}*.json`),
        contract(`golden/${singular}.*/**/*`),
      ];
    }),
    json('apps/e2e/package.json', ({ nx: { implicitDependencies } }) => {
      implicitDependencies.splice(implicitDependencies.indexOf('@ecomm/sdk'), 0, `@ecomm/${plural}`);
    }),
    lines('apps/e2e/src/swagger.flow.test.ts', [
      [/^ {2}\w+: \[(?:'\w+'(?:, )?)+\],$/gm, `  ${plural}: ['read${Singular}'],`],
    ]),
    ...sdkInsertions(names),
  ];
}

/** The SDK's contents page, and who an operation's method is. */
function sdkInsertions(names: Names): Insertion[] {
  const { plural } = names;
  const Plural = capital(plural);
  return [
    json('packages/sdk/package.json', ({ nx: { namedInputs } }) => {
      const last = namedInputs.contracts.findLastIndex((input) => input.endsWith('.http'));
      namedInputs.contracts.splice(last + 1, 0, `${plural}.http`);
    }),
    lines('packages/sdk/src/shop.ts', [
      [/^import \{ \w+ \} from '.\/\w+.ts';$/gm, `import { ${plural} } from './${plural}.ts';`],
      [/^export type \* as \w+ from .*$/gm, `export type * as ${Plural} from './generated/${plural}/types.gen.ts';`],
      [/^ {2}\w+: ReturnType<typeof \w+>;$/gm, `  ${plural}: ReturnType<typeof ${plural}>;`],
      [/^ {4}\w+: \w+\(client\('\w+'\).*\),$/gm, `    ${plural}: ${plural}(client('${plural}')),`],
    ]),
    lines('packages/sdk/src/methods.ts', [
      [/^import type \* as \w+ from .*$/gm, `import type * as ${plural} from './generated/${plural}/sdk.gen.ts';`],
      [/^ {2}\w+: typeof \w+;$/gm, `  ${plural}: typeof ${plural};`],
      [/^ {2}\},$/gm, methods(names)],
    ]),
  ];
}

const methods = ({ plural, singular }: Names): string =>
  `  ${plural}: {
    create${capital(singular)}: '${plural}.create',
    list${capital(plural)}: '${plural}.list',
    readHealth: '${plural}.health',
    readLivez: '${plural}.livez',
    readReadyz: '${plural}.readyz',
    read${capital(singular)}: '${plural}.get',
  },`;

/** Puts each text behind the last line that its pattern finds. */
const lines = (path: string, all: [last: RegExp, added: string][]): Insertion => ({
  path,
  edit: (text) =>
    all.reduce((before, [pattern, added]) => {
      const last = [...before.matchAll(pattern)].at(-1);
      if (!last) throw new Error(`it has no line like ${pattern.source}`);
      const end = last.index + last[0].length;
      return `${before.slice(0, end)}\n${added}${before.slice(end)}`;
    }, text),
});

const json = (path: string, change: (value: Settings) => void): Insertion => ({
  path,
  edit: (text) => {
    const value = JSON.parse(text) as Settings;
    change(value);
    return `${JSON.stringify(value, null, 2)}\n`;
  },
});

function changed(before: string, after: string): string {
  if (before === after) throw new Error('it does not list the services as it used to');
  return after;
}

/** What is changed of nx.json or of a package.json. */
interface Settings {
  namedInputs: Record<string, unknown[]>;
  nx: { implicitDependencies: string[]; namedInputs: { contracts: string[] } };
}
