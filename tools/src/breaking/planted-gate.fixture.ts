import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../suite/projects.ts';
import { affectedBy, readUsers } from './affected.ts';
import type { Finding } from './change.ts';
import { compareContracts } from './compare-contracts.ts';
import { compileContracts } from './compile-contracts.fixture.ts';
import { source, type Edit, type Planted } from './planted.fixture.ts';
import { toFindings } from './to-findings.ts';

/** What the gate says of edited sources, and each file's text before and after. */
export interface Outcome {
  findings: Finding[];
  texts: Map<string, [before: string, after: string]>;
}

/** The sources of contracts/ in a folder of their own, with one golden file and one operation more: the gate compares them with edited ones. */
export async function openGate() {
  const copy = await mkdtemp(join(tmpdir(), 'ecomm-planted-'));
  const contracts = join(copy, 'contracts');
  await copySources(contracts);
  const before = await compileContracts(contracts, join(copy, 'before'));
  const users = await readUsers([root], before.protos);
  let runs = 0;

  async function plant(planted: readonly Planted[]): Promise<Outcome> {
    const texts: Outcome['texts'] = new Map();
    try {
      for (const { edits } of planted) for (const edit of edits) await apply(contracts, edit, texts);
      const after = await compileContracts(contracts, join(copy, `after-${runs++}`));
      const changes = await compareContracts(before, after);
      const findings = toFindings(changes, before.places, after.places, affectedBy(users));
      return { findings, texts };
    } finally {
      for (const [file, [text]] of texts) await write(join(contracts, file), text);
    }
  }

  return { plant, close: () => rm(copy, { recursive: true }) };
}

async function copySources(contracts: string): Promise<void> {
  const from = join(root, 'contracts');
  await mkdir(contracts);
  for (const name of await readdir(from)) {
    if (/\.yaml$|^emitters$/.test(name)) await cp(join(from, name), join(contracts, name), { recursive: true });
    if (name.endsWith('.tsp'))
      await Bun.write(join(contracts, name), withoutExamples(await Bun.file(join(from, name)).text()));
  }
  await symlink(join(from, 'node_modules'), join(contracts, 'node_modules'), 'junction');
  const http = join(contracts, 'notifications.http.tsp');
  await Bun.write(http, `${await Bun.file(http).text()}${source}`);
  await Bun.write(join(contracts, 'golden/planted.event/1/one.json'), '{ "x": 1 }');
}

/** Examples are checked against their types: without them an edit need not change them along. Those of events must stay. */
function withoutExamples(source: string): string {
  let text = source;
  for (const [decorator] of source.matchAll(/@(?:op)?[eE]xample\(#\{[^]*?\n? *\}\)\n/g)) {
    const next = source.slice(source.indexOf(decorator) + decorator.length).trimStart();
    if (!next.startsWith('@JsonSchema')) text = text.replace(decorator, '');
  }
  return text;
}

async function apply(folder: string, [file, from, to]: Edit, texts: Outcome['texts']): Promise<void> {
  const target = Bun.file(join(folder, file));
  const text = (await target.exists()) ? await target.text() : '';
  const times = typeof from === 'string' ? text.split(from).length - 1 : 1;
  const changed = text.replace(from, to);
  if (times !== 1 || changed === text)
    throw new Error(`${String(from)} is not once in ${file}: plant it in what is there now`);
  texts.set(file, [texts.get(file)?.[0] ?? text, changed]);
  await write(join(folder, file), changed);
}

const write = (path: string, text: string): Promise<unknown> => (text ? Bun.write(path, text) : rm(path));

type Plant = (planted: readonly Planted[]) => Promise<Outcome>;

/**
 * Plants many changes with few compilations: those that edit different files share one. A finding belongs to the change that
 * edited the file it points at. Where not exactly what is `expected` is found, each is planted alone.
 */
export async function plantAll(
  plant: Plant,
  planted: readonly Planted[],
  expected: (one: Planted, findings: readonly Finding[]) => boolean,
): Promise<Map<Planted, Outcome | Error>> {
  const outcomes = new Map<Planted, Outcome | Error>();
  for (let rest = [...planted]; rest.length > 0;) {
    const files = new Set<string>();
    const batch = rest.filter(({ edits }) => {
      const own = new Set(edits.map(([file]) => file));
      const free = own.isDisjointFrom(files);
      if (free) for (const file of own) files.add(file);
      return free;
    });
    rest = rest.filter((one) => !batch.includes(one));
    const together = await plant(batch).catch(toError);
    const found = together instanceof Error ? [] : together.findings;
    const own = batch.map(({ edits }) => found.filter(({ at }) => edits.some(([file]) => fileOf(at) === file)));
    const told = batch.every((one, index) => expected(one, own[index] ?? [])) && own.flat().length === found.length;
    for (const [index, one] of batch.entries()) {
      const alone = together instanceof Error || !told;
      outcomes.set(one, alone ? await plant([one]).catch(toError) : { ...together, findings: own[index] ?? [] });
    }
  }
  return outcomes;
}

const fileOf = (at: string): string | undefined => /^contracts\/([^: ]+)/.exec(at)?.[1];
const toError = (error: unknown): Error => error as Error;
