import { audit } from '../audit/audit.ts';
import { collectEvidence } from '../audit/evidence/collect-evidence.ts';
import { tellStory } from '../audit/story/tell-story.ts';
import type { Fault, World } from '../fault.ts';
import { isMet, isTime } from '../faults/bars.ts';
import { seededRandom, seedOf } from '../world/seeded-random.ts';
import type { Broken, Result } from './run-result.ts';
import { samplesOf } from '../record/samples.ts';

/** A shop that faults are tried on, one after another. */
export interface Site {
  world: World;
  copies: string;
  /** Orders per second while a fault is on. */
  rate: number;
  /** Sentences that an earlier audit of this shop has said: whose fault that was is known. */
  known: Set<string>;
  /** Its addresses, for who wants to look. */
  where: string;
}

/** Clients wait for payments and mails of their orders before they cancel, ship and refund. */
const idleMs = 60_000;
const settleMs = 90_000;
const violationsMax = 20;

/** Breaks and heals while the load is on, and judges the bars; no audit yet. */
export async function carryOut({ world, copies, rate }: Site, fault: Fault): Promise<Result> {
  const { name, group, says, needs } = fault;
  const { seed, record, load } = world;
  const from = Date.now();
  const before = { acked: load.acked, failed: load.failed, unknown: load.unknown };
  const result: Result = {
    fault: name,
    group,
    says,
    seed,
    shop: world.logs,
    copies,
    outcome: 'held',
    from,
    until: from,
    endedAt: from,
    orders: { acked: 0, failed: 0, unknown: 0 },
    bars: [],
    invariants: [],
    violations: [],
    kills: [],
    samples: [],
  };
  if (needs && !Bun.which(needs)) return { ...result, outcome: 'skipped', why: `there is no ${needs} on this machine` };
  world.say(`${name}: ${says}`);
  load.rate(rate);
  try {
    // Drawn by the fault's own name, it breaks the same things alone and among others.
    const random = seededRandom(seedOf(seed, name));
    result.bars = await world.window(name, () => fault.run({ ...world, random }));
    if (!result.bars.every((bar) => isMet(bar) || isTime(bar))) result.outcome = 'broke';
  } catch (error) {
    Object.assign(result, { outcome: 'spoiled', why: sentenceOf(error) });
  }
  const until = (record.healedAt = Date.now());
  return {
    ...result,
    until,
    endedAt: until,
    orders: {
      acked: load.acked - before.acked,
      failed: load.failed - before.failed,
      unknown: load.unknown - before.unknown,
    },
    kills: record.kills.filter(({ at }) => at >= from),
    samples: samplesOf(record, { from, until }),
  };
}

/** Waits until nothing is under way and audits everything that has happened to this shop so far. */
export async function auditAfter(site: Site, result: Result): Promise<Result> {
  if (result.outcome === 'skipped') return result;
  const { world, known } = site;
  world.load.rate(0);
  const why = await rest(world);
  const audited = await auditNow(world, known).catch((error: unknown) => ({ unaudited: sentenceOf(error) }));
  const endedAt = Date.now();
  const ended = { ...result, endedAt, samples: samplesOf(world.record, { from: result.from, until: endedAt }) };
  if ('unaudited' in audited)
    return { ...ended, outcome: 'spoiled', why: result.why ?? why ?? `there is no audit: ${audited.unaudited}` };
  const broke = audited.violations.length > 0 && result.outcome === 'held';
  return {
    ...ended,
    ...audited,
    ...(broke ? { outcome: 'broke' } : {}),
    ...(why ? { outcome: 'spoiled', why: result.why ?? why } : {}),
  };
}

/** What an audit says that none has said of this shop before. */
async function auditNow(
  world: World,
  known: Set<string>,
): Promise<Pick<Result, 'invariants' | 'violations' | 'story'>> {
  const evidence = await collectEvidence(world);
  const verdicts = audit(evidence);
  const fresh: Broken[] = verdicts
    .flatMap(({ invariant, violations }) => violations.map((violation) => ({ invariant, ...violation })))
    .filter(({ sentence }) => !known.has(sentence));
  for (const { sentence } of fresh) known.add(sentence);
  const { orderId } = fresh.find((one) => one.orderId) ?? {};
  return {
    invariants: verdicts.map(({ violations, ...verdict }) => ({ ...verdict, violations: violations.length })),
    violations: fresh.slice(0, violationsMax),
    ...(orderId ? { story: tellStory(evidence, orderId) } : {}),
  };
}

/** What is left when it does not come to rest. */
async function rest({ load, settle }: World): Promise<string | undefined> {
  try {
    await within(idleMs, load.idle());
    await settle(settleMs);
    return undefined;
  } catch (error) {
    return sentenceOf(error);
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`after ${ms} ms clients still wait for answers`)), ms);
  await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? `${error.message}: ${sentenceOf(error.cause)}` : error.message;
}
