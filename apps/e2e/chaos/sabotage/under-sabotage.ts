/** One shop with one guard taken out, under load and then judged; run in the copy of the workspace that lacks the guard. */
import { silent } from '@ecomm/tools/shop/lines';
import { onStopSignals } from '@ecomm/tools/shop/stop-signals';
import { audit } from '../audit/audit.ts';
import { collectEvidence } from '../audit/evidence/collect-evidence.ts';
import { tellStory } from '../audit/story/tell-story.ts';
import { serviceNames } from '../../src/shop.fixture.ts';
import { startWorld } from '../world/world.ts';
import { sabotages } from './sabotage.ts';

export interface Task {
  name: string;
  seed: number;
  /** The file to write the outcome to. */
  answer: string;
  databaseUrl: string;
  kafkaBrokers: string;
}

export interface Outcome {
  orders: number;
  broken: { invariant: string; says: string; violations: number; first: string }[];
  /** The first counter-example of the invariant that should break. */
  story?: string;
}

const loadMs = 6_000;
const settleMs = 6_000;

export async function judge({ name, seed, ...servers }: Omit<Task, 'answer'>): Promise<Outcome> {
  const sabotage = sabotages.find((one) => one.name === name)!;
  const copies = Object.fromEntries(serviceNames.map((service) => [service, sabotage.copies ?? 1]));
  const world = await startWorld({ seed, servers, buyers: 40, copies, env: sabotage.env });
  try {
    world.load.rate(20);
    await Bun.sleep(loadMs);
    world.load.rate(0);
    await world.load.idle();
    await world.settle(settleMs).catch(() => {}); // a shop without a guard need not come to rest
    world.record.healedAt = Date.now();
    const evidence = await collectEvidence(world);
    const red = audit(evidence).filter(({ violations }) => violations.length > 0);
    const orderId = red.find(({ invariant }) => invariant === sabotage.breaks)?.violations.find((one) => one.orderId);
    return {
      orders: world.load.acked,
      broken: red.map(({ invariant, says, violations }) => ({
        invariant,
        says,
        violations: violations.length,
        first: violations[0]!.sentence,
      })),
      ...(orderId?.orderId ? { story: tellStory(evidence, orderId.orderId) } : {}),
    };
  } finally {
    await world.close();
  }
}

if (import.meta.main) {
  // Its services are in sessions of their own: only an orderly exit takes them along.
  void onStopSignals({ ...silent, complain: console.error }, () => {}).then(() => process.exit(130));
  const { answer, ...task } = JSON.parse(process.argv[2]!) as Task;
  await Bun.write(answer, JSON.stringify(await judge(task)));
  process.exit(0);
}
