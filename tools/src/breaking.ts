import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import picocolors from 'picocolors';
import { compareWithBase } from './breaking/compare-with-base.ts';
import { toMarkdown, toText } from './breaking/report.ts';
import { CannotStart } from './shop/cannot-start.ts';
import { root } from './suite/projects.ts';

const program = new Command('bun run breaking')
  .description('Says whom the contracts of the working tree break: HTTP clients, gRPC callers, consumers of events.')
  .option(
    '--against <ref>',
    'compare with this commit, branch or tag (default: where this branch left main; on main the last tag)',
  )
  .option('--explain', 'say the compatible way under each finding, and what is not taken for breaking')
  .option('--json', 'print the findings as JSON')
  .addHelpText(
    'after',
    '\nA deliberate break is recorded in contracts/breaking.md (what, why, since) and passes. Exit code 1 when one is not recorded.',
  );

const {
  against,
  explain = false,
  json = false,
} = program.parse().opts<{ against?: string; explain?: boolean; json?: boolean }>();
const pc = process.stdout.isTTY ? picocolors : picocolors.createColors(false);

const temporary = await mkdtemp(join(tmpdir(), 'ecomm-breaking-'));
try {
  const report = await compareWithBase(root, temporary, against);
  console.log(json ? JSON.stringify(report, null, 2) : toText(report, explain, pc));
  if (process.env.GITHUB_STEP_SUMMARY) await appendFile(process.env.GITHUB_STEP_SUMMARY, toMarkdown(report));
  process.exitCode = report.breaking.length > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof CannotStart)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await rm(temporary, { recursive: true, force: true });
}
