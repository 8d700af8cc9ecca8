import { expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../suite/projects.ts';
import { lintWorkflows, whyNoActionlint } from './actionlint.ts';
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

test('without Go, or without its sources and a way to get them, actionlint is known not to run', async () => {
  expect(await whyNoActionlint({ PATH: '/nowhere' })).toContain('Go is not installed');
  const GOMODCACHE = await mkdtemp(join(tmpdir(), 'ecomm-go-'));
  const reason = await whyNoActionlint({ ...process.env, GOMODCACHE, GOPROXY: 'off' });
  expect(reason).toMatch(/^Go (is not installed|could not get or build)/);
  await rm(GOMODCACHE, { recursive: true, force: true });
});

test('the breaking gate always runs: against the commit in common, and by its own choice where there is none', async () => {
  const { jobs } = parse(await read('.github/workflows/ci.yml')) as {
    jobs: Record<string, { steps: { if?: string; run?: string }[] }>;
  };
  const gates = jobs.breaking?.steps.filter(({ run = '' }) => run.includes('bun run breaking')) ?? [];
  expect(gates.map((gate) => gate.if)).toEqual([undefined]);
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-gate-'));
  try {
    const identity = '-c user.name=Ecomm -c user.email=ecomm@example.com';
    const script = `set -e; bun() { echo "$@"; }\n${gates[0]?.run}`;
    const run = (command: string, env = {}) =>
      Bun.$`bash -c ${command}`
        .cwd(folder)
        .env({ ...process.env, ...env })
        .quiet()
        .text();
    await run(`git init --quiet && git ${identity} commit --quiet --allow-empty --message one`);
    const one = (await run('git rev-parse HEAD')).trim();
    await run(`git ${identity} commit --quiet --allow-empty --message two`);
    expect(await run(script, { BEFORE: one })).toBe(`run breaking --explain --against ${one}\n`);
    for (const BEFORE of ['', '0'.repeat(40)]) expect(await run(script, { BEFORE })).toBe('run breaking --explain\n');
  } finally {
    await rm(folder, { recursive: true });
  }
});

// Where actionlint cannot be had, the reader of the results sees it skipped; a CI must have it.
const missing = await whyNoActionlint();
if (missing) console.warn(`The workflows are not linted. ${missing}`);
test.skipIf(missing !== undefined && !process.env.CI)(
  'actionlint has nothing to say of the workflows, and finds a mistake',
  async () => {
    expect(missing).toBeUndefined();
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
