import { join } from 'node:path';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { requireK6 } from './load/find-k6.ts';
import { requireOwn } from './load/require-own.ts';
import { requireShop } from './load/require-shop.ts';
import { resultsTable } from './load/results-table.ts';
import { runScripts } from './load/run-scripts.ts';
import { scriptNames, scripts, shortScripts, type ScriptName } from './load/scripts.ts';
import { CannotStart } from './shop/cannot-start.ts';
import { findUrls, variableOf } from './shop/find-urls.ts';
import { isService, serviceNames, type Service } from './shop/services.ts';
import { root } from './suite/projects.ts';

interface Options {
  duration?: string;
  vus?: string;
  rate?: string;
  stock?: string;
  url?: Partial<Record<Service, string>>;
  allowHost?: string[];
}

const reports = join(root, 'load', 'reports');
const program = new Command('bun run load')
  .description('Puts load on a running shop with k6, and judges what it did by thresholds.')
  .addArgument(new Argument('<script>', 'see below').choices([...scriptNames, 'all', 'table']))
  .argument('[k6-options...]', 'after --, for k6 run as they are: -- --out json=samples.json')
  .option('--duration <time>', 'how long: 45s, 2m30s, 1h', parseDuration)
  .option('--vus <n>', `virtual users (${takers('vus')})`, parsePositive)
  .option('--rate <n>', `begun each second (${takers('rate')})`, parsePositive)
  .option('--stock <n>', `units on sale (${takers('stock')})`, parsePositive)
  .option('--url <service=url,…>', 'where a service is: products=http://localhost:4002', parseUrls)
  .option('--allow-host <host>', 'a host other than this machine that is yours to load; may be repeated', collect)
  .addHelpText(
    'after',
    `
Scripts:
${scriptNames.map((name) => `  ${name.padEnd(12)}${scripts[name].what}`).join('\n')}
  all         all of these but the soak, one after another
  table       the last run of each, as a Markdown table

Services are looked for where USERS_URL … NOTIFICATIONS_URL say, else where the shop that runs has them. Buyers sign up
anew; products are added as the demo admin, or ADMIN_EMAIL with ADMIN_PASSWORD, and withdrawn at the end. Each run leaves
a page and a JSON file in load/reports. K6_PATH names the k6 to run. The exit code is k6's: 99 when a threshold is not
met. Ctrl-C ends a run early, with its audit and its report; a second one at once.`,
  );

const options = program.parse().opts<Options>();
const [wanted = '', ...k6Options] = program.args;
try {
  if (wanted === 'table') console.log(await resultsTable(reports));
  else process.exit(await load(wanted === 'all' ? shortScripts : [wanted as ScriptName]));
} catch (error) {
  console.error(error instanceof CannotStart ? error.message : error);
  process.exit(1);
}

async function load(names: readonly ScriptName[]): Promise<number> {
  for (const setting of ['vus', 'rate', 'stock'] as const) {
    if (options[setting] === undefined || names.some((name) => takes(name, setting))) continue;
    throw new CannotStart(`${wanted} has no --${setting}: that is for ${takers(setting)}.`);
  }
  const needed = serviceNames.filter((service) =>
    names.some((name) => scripts[name].needs.some((one) => one === service)),
  );
  const found = await findUrls(process.env);
  const urlOf = (service: Service): string => options.url?.[service] ?? found(service);
  requireOwn(needed.map(urlOf), options.allowHost ?? []);
  const k6 = requireK6(process.env);
  await requireShop(needed, urlOf);
  const urls = Object.fromEntries(serviceNames.map((service) => [variableOf(service), urlOf(service)]));
  const { duration: DURATION, vus: VUS, rate: RATE, stock: STOCK } = options;
  const given = Object.entries({ DURATION, VUS, RATE, STOCK }).filter(([, value]) => value !== undefined);
  return runScripts(names, { k6, env: { ...process.env, ...urls, ...Object.fromEntries(given) }, args: k6Options });
}

function takes(name: ScriptName, setting: string): boolean {
  return scripts[name].takes.some((one) => one === setting);
}

function takers(setting: string): string {
  return scriptNames.filter((name) => takes(name, setting)).join(', ');
}

function parseDuration(text: string): string {
  if (/^(?=\d)(\d+h)?(\d+m)?(\d+s)?$/.test(text)) return text;
  throw new InvalidArgumentError(`"${text}" is no duration: 45s, 2m30s, 1h.`);
}

function parsePositive(text: string): string {
  if (/^[1-9]\d{0,5}$/.test(text)) return text;
  throw new InvalidArgumentError(`"${text}" is no whole number from 1 to 999999.`);
}

function parseUrls(text: string, before: Partial<Record<Service, string>> = {}): Partial<Record<Service, string>> {
  const urls = { ...before };
  for (const part of text.split(',')) {
    const [name = '', url = ''] = part.split(/=(.*)/s);
    if (!isService(name)) throw new InvalidArgumentError(`"${name}" is none of ${serviceNames.join(', ')}.`);
    urls[name] = url.replace(/\/$/, '');
  }
  return urls;
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}
