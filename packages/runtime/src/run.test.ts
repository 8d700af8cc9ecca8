import { expect, test } from 'bun:test';
import { logger } from './log.ts';
import { run, type Part } from './run.ts';

const quiet = logger({ service: 'test', level: 'silent', format: 'json' });

test('parts start in order; one that fails stops those before it in reverse and exits 1', async () => {
  const told: string[] = [];
  const part = (name: string): Part => ({
    name,
    start: () => void told.push(`start ${name}`),
    stop: () => void told.push(`stop ${name}`),
  });
  const broken: Part = {
    name: 'c',
    start: () => {
      throw new Error('port taken');
    },
  };
  await run(quiet, [part('a'), part('b'), broken, part('d')], { exit: (code) => void told.push(`exit ${code}`) });
  expect(told).toEqual(['start a', 'start b', 'stop b', 'stop a', 'exit 1']);
});

const process = (body: string) =>
  Bun.spawn(
    [
      'bun',
      '-e',
      `import { run } from '${import.meta.dir}/run.ts'; import { logger } from '${import.meta.dir}/log.ts';
       const log = logger({ service: 't', format: 'json' }); setInterval(() => {}, 1000); ${body}`,
    ],
    { stdout: 'pipe', stderr: 'inherit' },
  );

async function signalled(body: string): Promise<{ code: number; output: string }> {
  const child = process(body);
  let output = '';
  for await (const chunk of child.stdout) {
    output += new TextDecoder().decode(chunk);
    if (output.includes('"msg":"started"') && !child.killed) child.kill('SIGTERM');
  }
  return { code: await child.exited, output };
}

test('SIGTERM stops everything and exits 0', async () => {
  const { code, output } = await signalled(`await run(log, [{ name: 'a', stop: () => console.log('a stopped') }]);`);
  expect(output).toContain('a stopped');
  expect(code).toBe(0);
});

test('a stop that hangs ends at its deadline with exit code 1, and says which part it was', async () => {
  const { code, output } = await signalled(
    `await run(log, [{ name: 'a', stop: () => new Promise(() => {}) }], { stopTimeoutMs: 50 });`,
  );
  expect(output).toContain('"part":"a","msg":"did not stop in time"');
  expect(code).toBe(1);
});

test('SIGUSR2 shows debug lines, of a child log too, and the next one hides them again', async () => {
  const child = process(
    `const part = log.child({ part: 'a' });
     await run(log, [{ name: 'a', start: () => {
       process.on('SIGUSR2', () => { log.debug('from the log'); part.debug('from its child'); });
     } }]);`,
  );
  const lines: string[] = [];
  let pending = '';
  for await (const chunk of child.stdout) {
    pending += new TextDecoder().decode(chunk);
    const complete = pending.split('\n');
    pending = complete.pop()!;
    for (const line of complete) {
      const { msg } = JSON.parse(line) as { msg: string };
      lines.push(msg);
      if (msg === 'started' || msg === 'from its child') child.kill('SIGUSR2');
      if (msg === 'log level is info again') child.kill('SIGTERM');
    }
  }
  expect(await child.exited).toBe(0);
  expect(lines).toEqual([
    'started',
    'log level is debug until the next SIGUSR2',
    'from the log',
    'from its child',
    'log level is info again',
    'stopped',
  ]);
});
