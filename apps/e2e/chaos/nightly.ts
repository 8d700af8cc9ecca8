/** `bun run nightly`: what takes longer than a commit may wait. Each step is run, whatever became of the one before. */
import { join } from 'node:path';
import pc from 'picocolors';

interface Step {
  says: string;
  argv: string[];
}

const root = join(import.meta.dir, '../../..');
const bun = process.execPath;
const chaos = (...options: string[]): string[] => [bun, 'apps/e2e/chaos/chaos.ts', ...options];

const steps: readonly Step[] = [
  { says: 'the tests that take long', argv: [bun, 'tools/src/test.ts', '--nightly'] },
  { says: 'the model of an order, exhaustively', argv: [bun, 'docs/model/check.ts'] },
  { says: 'every guard taken out once', argv: chaos('--sabotage', 'all') },
  { says: 'every fault', argv: chaos('--full', '--report', 'chaos-full.html') },
  { says: '20 minutes at half capacity', argv: chaos('--minutes', '20', '--report', 'chaos-soak.html') },
];

if (process.argv.includes('--help')) {
  console.log(`Usage: bun run nightly\n\nRuns, one after another (about 90 minutes):\n`);
  for (const { says, argv } of steps) console.log(`  ${says}: ${argv.slice(1).join(' ')}`);
  process.exit(0);
}

const failed: string[] = [];
for (const { says, argv } of steps) {
  console.log(pc.bold(`\n${says}`));
  const child = Bun.spawn(argv, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await child.exited;
  if (code !== 0) failed.push(`${says} (code ${code})`);
}
for (const one of failed) console.error(pc.red(`failed: ${one}`));
process.exit(failed.length === 0 ? 0 : 1);
