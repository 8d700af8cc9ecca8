import { join } from 'node:path';
import { affectedBy, readUsers } from './affected.ts';
import { chooseBase } from './choose-base.ts';
import { findPlaces } from './compile.ts';
import { compareContracts } from './compare-contracts.ts';
import { generate, readGenerated, unpack } from './read-contracts.ts';
import { judge, readRecords, type Records } from './records.ts';
import type { Report } from './report.ts';
import { toFindings } from './to-findings.ts';

/**
 * Compares the contracts that were committed at a base with those of the working tree's sources, which are generated anew: a
 * stale generated file hides nothing. Writes below `temporary` only. Throws CannotStart with a sentence.
 */
export async function compareWithBase(root: string, temporary: string, against?: string): Promise<Report> {
  const base = await chooseBase(root, against);
  const [old, now] = [join(temporary, 'before'), join(temporary, 'after')];
  // Wanted only when something differs, but made while the generator runs in a process of its own.
  const places = unpack(root, base, old).then(() =>
    Promise.all([old, root].map((folder) => findPlaces(join(folder, 'contracts')))),
  );
  await Promise.all([places, generate(root, now)]);
  const [before, after] = await Promise.all([readGenerated(old), readGenerated(now)]);
  const report = { base: base.name, today: new Date().toISOString().slice(0, 10) };
  if (!before || !after)
    return { ...report, base: `${base.name}, which had none`, ...judge([], none, none), compatible: 0 };

  const [changes, reversed] = await Promise.all([compareContracts(before, after), compareContracts(after, before)]);
  if (changes.length + reversed.length === 0)
    return { ...report, ...judge([], await recordsOf(root), await recordsOf(old)), compatible: 0 };
  const users = await readUsers([root, old], before.protos);
  const [olds = new Map(), news = new Map()] = await places;
  const findings = toFindings(changes, olds, news, affectedBy(users));
  const broken = new Set(findings.map(({ id }) => declarationOf(id)));
  const others = toFindings(reversed, news, olds, () => []).filter(({ id }) => !broken.has(declarationOf(id)));
  const judged = judge(findings, await recordsOf(root), await recordsOf(old));
  const warnings = [...users.warnings, ...judged.warnings];
  return { ...report, ...judged, warnings, compatible: others.length };
}

/** An id without its rule, which has another name when before and after change places. */
const declarationOf = (id: string): string => id.split(' ').slice(1).join(' ');

const none: Records = { rows: [], unread: [] };

async function recordsOf(folder: string): Promise<Records> {
  const file = Bun.file(join(folder, 'contracts/breaking.md'));
  return (await file.exists()) ? readRecords(await file.text()) : none;
}
