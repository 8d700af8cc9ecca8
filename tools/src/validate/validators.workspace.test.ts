import { afterAll, beforeAll, expect, test } from 'bun:test';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart } from '../shop/cannot-start.ts';
import { root } from '../suite/projects.ts';
import { validators } from './validators.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecomm-validate-'));
  for (const path of ['Dockerfile', 'docker-compose.yml', 'deploy'])
    await cp(join(root, path), join(folder, path), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const mistakes = [
  ['compose', 'docker-compose.yml', /restart: unless-stopped/, 'restrat: unless-stopped', /restrat/],
  ['hadolint', 'Dockerfile', /FROM oven\/bun.* AS build/, 'FROM oven/bun:latest AS build', /DL3007/],
  [
    'kubernetes',
    'deploy/kubernetes/service.patch.yaml',
    /enableServiceLinks/,
    'enableServiceLink',
    /enableServiceLink/,
  ],
  ['prometheus', 'deploy/alerts.yaml', /> 60\b/, '> 600', /OutboxStuck/],
  ['prometheus', 'deploy/prometheus.yaml', /rule_files/, 'rules_files', /rules_files/],
] as const;

// Where a tool cannot be had, the reader of the results sees why; a CI must have it.
test.each([...mistakes])(
  '%s finds a mistake in %s',
  async (name, path, right, wrong, complaint) => {
    const { run } = validators(folder).find((validator) => validator.name === name)!;
    const file = Bun.file(join(folder, path));
    const text = await file.text();
    try {
      expect(await run()).toBe('');
      expect(text).toMatch(right);
      await Bun.write(file, text.replace(right, wrong));
      expect(await run()).toMatch(complaint);
    } catch (error) {
      if (!(error instanceof CannotStart) || process.env.CI) throw error;
      console.warn(`${name} is not tried. ${error.message}`);
    } finally {
      await Bun.write(file, text);
    }
  },
  300_000,
);
