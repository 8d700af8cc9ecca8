import { expect, test } from 'bun:test';
import { runnersAmong } from './package-runner.ts';

const watched = (...commands: string[]): string[] =>
  runnersAmong(commands.map((command, pid) => ({ pid, born: '', command }))).map(({ command }) => command);

test('the runners between the user and the shop are watched, with the shells between them', () => {
  const chain = ['bun run start', 'sh -c bun run start', 'npm exec bun@1.4.5 run start'];
  expect(watched(...chain, '-bash', 'sshd')).toEqual(chain);
  expect(watched('/usr/bin/bun run start', 'zsh')).toEqual(['/usr/bin/bun run start']);
});

test("the user's own shell and programs are not: they may end before the shop", () => {
  expect(watched('bash')).toEqual([]);
  expect(watched('sh -c bun tools/src/start.ts &', 'python3 harness.py')).toEqual([]);
  expect(watched('bun run start', 'sh -c npx bun run start &', 'node harness.js')).toEqual(['bun run start']);
  expect(watched('bun harness.ts', 'bun run test')).toEqual([]);
});
