import { afterEach, expect, test } from 'bun:test';
import { logger } from './log.ts';
import { watchdog } from './watchdog.ts';

const log = logger({ service: 'test', level: 'silent', format: 'json' });
let stop = (): unknown => undefined;
afterEach(() => stop());

interface Situation {
  done?: () => number;
  able?: () => boolean;
  fault?: () => Promise<string | undefined>;
}

/** Looks every 5 ms, asks after 50 and bites after 100; gives what it told and the codes it ended the process with. */
function watching({ done = () => 0, able = () => true, fault = async () => 'stuck' }: Situation) {
  const told: unknown[] = [];
  const exits: number[] = [];
  const spy = Object.assign(Object.create(log) as typeof log, { fatal: (_: object, line: string) => told.push(line) });
  let asked = 0;
  let looks = 0;
  const part = watchdog({
    name: 'watchdog',
    log: spy,
    progress: () => {
      looks += 1;
      return done();
    },
    isAble: able,
    findFault: () => {
      asked += 1;
      return fault();
    },
    withoutMs: 50,
    everyMs: 5,
    exit: (code) => exits.push(code),
  });
  void part.start?.();
  stop = () => part.stop?.();
  /** Twice as often as it takes to bite. */
  const looked = async (): Promise<void> => {
    while (looks < 40 && exits.length === 0) await Bun.sleep(5);
  };
  return { told, exits, asked: () => asked, looked };
}

test('a process that could get on and does not ends with exit code 1, and says why first', async () => {
  const { told, exits, looked } = watching({});
  await looked();
  expect(exits).toEqual([1]);
  expect(told).toEqual(['stuck: the process ends, to be started anew']);
});

test('progress, however slow, lets it live', async () => {
  let looks = 0;
  const { exits, asked, looked } = watching({ done: () => Math.floor((looks += 1) / 8) });
  await looked();
  expect([exits, asked()]).toEqual([[], 0]);
});

test('what it needs being away is no fault of the process', async () => {
  const { exits, asked, looked } = watching({ able: () => false });
  await looked();
  expect([exits, asked()]).toEqual([[], 0]);
});

test.each([
  ['with nothing to do', async () => undefined],
  ['that cannot ask whether there is', () => Promise.reject(new Error('away'))],
])('a process %s lives', async (_, fault) => {
  const { exits, asked, looked } = watching({ fault });
  await looked();
  expect(exits).toEqual([]);
  expect(asked()).toBeGreaterThan(1);
});

test('who was idle and is given work just when it is asked lives, and has the whole time for it', async () => {
  let work = 0;
  let done = 0;
  const { exits, asked, looked } = watching({
    done: () => (work > 0 && (work += 1) > 6 ? ((work = 0), (done += 1)) : done), // six looks later
    fault: async () => ((work ||= 1), 'work to do'),
  });
  await looked();
  expect(exits).toEqual([]);
  expect(asked()).toBeGreaterThan(1);
});

test('an outage between two askings is no fault: the time begins anew', async () => {
  let looks = 0;
  const { exits, asked, looked } = watching({ able: () => (looks += 1) % 15 > 0 });
  await looked();
  expect(exits).toEqual([]);
  expect(asked()).toBeGreaterThan(1);
});

test('progress made while it was asked counts', async () => {
  let done = 0;
  const { exits, looked } = watching({ done: () => done, fault: async () => ((done += 1), 'stuck') });
  await looked();
  expect(exits).toEqual([]);
});
