import { join } from 'node:path';
import { installVenv } from '../python/install-venv.ts';
import { serviceNames, type Service } from '../shop/services.ts';
import { logIn, roles, signUp } from './account.ts';
import { budgetOf } from './budget.ts';
import { startFuzzShop, type Place } from './fuzz-shop.ts';
import { makeMaterial } from './material.ts';
import { findings, isClean, type Row } from './report.ts';
import { runSchemathesis } from './run-schemathesis.ts';
import { settings, type Document } from './settings.ts';

const schemathesis = {
  name: 'schemathesis',
  purpose: 'Fuzzing runs Schemathesis',
  requirements: join(import.meta.dir, 'requirements.txt'),
  module: 'schemathesis',
};

export interface FuzzOptions extends Place {
  chosen: readonly Service[];
  minutes: number;
  examples: number | undefined;
  seed: number;
  say(text: string): void;
  signal: AbortSignal;
}

/** What an admin's requests do to the catalogue and the accounts is in nobody's way any more: these two come last. */
const last: readonly Service[] = ['products', 'users'];
const order = [...serviceNames.filter((service) => !last.includes(service)), ...last];

/** Each service twice, as an admin and as a customer, one run after the other; findings are printed as they come. */
export async function fuzzServices({ chosen, seed, say, signal, ...options }: FuzzOptions): Promise<Row[]> {
  const python = join(await installVenv(schemathesis, say), 'python');
  say('starting a shop to ask');
  const { shop, users } = await startFuzzShop(options);
  for (const role of roles) await signUp(shop, role);
  const admin = await logIn(shop, users, 'admin');
  const material = await makeMaterial(shop, await logIn(shop, users, 'customer'), admin);
  const runs = order
    .filter((service) => chosen.includes(service))
    .flatMap((service) => roles.map((role) => ({ service, role })));
  const budget = budgetOf(options, runs.length);
  const rows: Row[] = [];
  for (const { service, role } of runs) {
    if (signal.aborted) break;
    const url = shop.url(service);
    const { token } = await logIn(shop, users, role);
    const document = (await (await fetch(`${url}/swagger/json`)).json()) as Document;
    say(`${service} as ${role}`);
    const text = settings(service, document, token, material);
    const ran = await runSchemathesis({ ...options, python, service, role, url, settings: text, budget, seed, say });
    const row = { service, role, tally: ran.tally };
    rows.push(row);
    if (signal.aborted || isClean(row)) continue;
    console.log(`\n${service} as ${role} (TOKEN is one of ${role === 'admin' ? 'an admin' : 'a customer'}):\n`);
    console.log(findings(ran.text, { service, url, token }));
  }
  return rows;
}
