import { expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../suite/projects.ts';
import { hasGo, lintWorkflows } from './actionlint.ts';
import { judgeWorkflow } from './rules.ts';

const read = (path: string): Promise<string> => Bun.file(join(root, path)).text();
const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
const names = Object.keys(scripts);
const files = ['.github/workflows/*.yml', '.github/actions/*/action.yml'].flatMap((glob) => [
  ...new Bun.Glob(glob).scanSync({ cwd: root, dot: true }),
]);

for (const file of files) {
  test(`${file} pins its actions, may only read, ends in time and runs commands that exist`, async () => {
    expect(judgeWorkflow(await read(file), names)).toEqual([]);
  });
}

test('the workflows and the set-up they share are there', () => {
  expect(files).toEqual(['.github/workflows/ci.yml', '.github/actions/setup/action.yml']);
});

test('what a workflow must not say is found', () => {
  const bad = `
permissions: write-all
jobs:
  one:
    permissions: { contents: write }
    steps:
      - uses: actions/checkout@v4
      - uses: oven-sh/setup-bun@main
      - run: bun run tset --affected
`;
  expect(judgeWorkflow(bad, ['test'])).toEqual([
    'permissions are not `contents: read`',
    'job one has no timeout-minutes',
    'job one may do more than read',
    'actions/checkout@v4 is no exact version: @v1.2.3, or @<commit> # v1.2.3',
    'oven-sh/setup-bun@main is no exact version: @v1.2.3, or @<commit> # v1.2.3',
    'a checkout keeps its token: persist-credentials: false',
    'bun run tset is no script of package.json',
  ]);
});

test('ci.yml sees the whole history where it asks what is affected, and runs everything each night', async () => {
  const { jobs, on } = parse(await read('.github/workflows/ci.yml')) as {
    on: Record<string, unknown>;
    jobs: Record<string, { if?: string; steps: { uses?: string; run?: string; with?: Record<string, unknown> }[] }>;
  };
  for (const { steps } of Object.values(jobs)) {
    const needsHistory = steps.some(({ run }) => /--affected|breaking|merge-base/.test(run ?? ''));
    const depth = steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with?.['fetch-depth'];
    if (needsHistory) expect(depth).toBe(0);
  }
  const nightly = Object.values(jobs).filter((job) => job.if === "github.event_name == 'schedule'");
  expect(on).toHaveProperty('schedule');
  expect(nightly.flatMap(({ steps }) => steps.map(({ run }) => run ?? ''))).toEqual(
    expect.arrayContaining(['bun run check', 'bun run test --fresh', 'bun run fuzz']),
  );
});

// Where actionlint cannot be had, the reader of the results sees it skipped; a CI must have it.
test.skipIf(!hasGo() && !process.env.CI)(
  'actionlint has nothing to say of the workflows, and finds a mistake',
  async () => {
    expect(hasGo() ? '' : 'Go is not installed: actionlint is built by it.').toBe('');
    expect(await lintWorkflows()).toBe('');
    const folder = await mkdtemp(join(tmpdir(), 'ecomm-workflows-'));
    try {
      await mkdir(join(folder, '.git'));
      await Bun.write(
        join(folder, '.github/workflows/a.yml'),
        'on: push\njobs: { a: { runs-on: ubuntu-24.04, step: [] } }\n',
      );
      expect(await lintWorkflows(folder)).toContain('"steps" section is missing');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  180_000,
);
