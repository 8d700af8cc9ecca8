import { expect, test } from 'bun:test';

/** A process that runs `body` under the watchdog, which bites after 1.5 s. */
const watched = (body: string) =>
  Bun.spawn(
    [
      'bun',
      '-e',
      `import { run } from '${import.meta.dir}/run.ts'; import { logger } from '${import.meta.dir}/log.ts';
       setInterval(() => {}, 1000);
       await run(logger({ service: 'orders', format: 'json', level: 'warn' }), [], { stalledMs: 1_500 });
       ${body}`,
    ],
    { stdout: 'pipe', stderr: 'pipe' },
  );

test('a process whose event loop stands still is killed, and says so first', async () => {
  const child = watched(`console.log('on'); for (;;);`);
  expect(await new Response(child.stderr).text()).toBe(
    'orders: the event loop has stood still for 1500 ms: the process ends, to be started anew\n',
  );
  await child.exited;
  expect(child.signalCode).toBe('SIGKILL');
}, 20_000);

test('a process that was frozen, as by a laptop that sleeps, goes on', async () => {
  const child = watched(`
    await Bun.sleep(1_500); // the thread that watches is there by now
    process.on('SIGUSR1', () => { console.log('goes on'); process.exit(0); });
    console.log('on');`);
  const lines = child.stdout.getReader();
  await lines.read();
  child.kill('SIGSTOP');
  await Bun.sleep(3_000); // longer than a loop may stand still: the time itself is what is tested
  child.kill('SIGCONT');
  await Bun.sleep(1_000);
  child.kill('SIGUSR1');
  const { value } = await lines.read();
  expect(String(value && new TextDecoder().decode(value))).toBe('goes on\n');
  expect(await child.exited).toBe(0);
}, 20_000);

test('work in long turns is no standstill', async () => {
  const child = watched(`
    const busy = (ms) => { for (const end = Date.now() + ms; Date.now() < end;); };
    for (let turn = 0; turn < 4; turn += 1) { busy(700); await Bun.sleep(1); }
    process.exit(0);`);
  expect(await child.exited).toBe(0);
}, 20_000);
