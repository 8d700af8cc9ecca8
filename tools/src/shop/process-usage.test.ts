import { expect, test } from 'bun:test';
import { cpuSeconds, familyOf, parseMemory, parseStat, processUsage, sumOf, usageFromPs } from './process-usage.ts';

test('memory is the proportional set size, not the resident one that counts shared pages again', () => {
  const rollup =
    'aaaa-bbbb ---p 00000000 00:00 0 [rollup]\nRss:   90000 kB\nPss:   50 kB\nPss_Anon:  7 kB\nSwapPss:  1 kB\n';
  expect(parseMemory(rollup)).toBe(50 * 1024);
  expect(parseMemory('Name:\tjava\nVmHWM:\t 900 kB\nVmRSS:\t  800 kB\n')).toBe(800 * 1024);
  expect(parseMemory('Name:\tkthreadd\n')).toBe(0);
});

test('parent and processor time are found behind a name with spaces and brackets', () => {
  const stat = '42 (a) b (c)) S 7 42 42 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 1 0 99 1 1';
  expect(parseStat(stat)).toEqual({ parent: 7, cpuSeconds: 3 });
});

test('a family is a process with its descendants and nobody else', () => {
  const usage = usageFromPs('  1 0 10\n 5 1 20\n 6 5 30\n 7 6 40\n 8 1 50\n');
  expect(familyOf(5, usage)).toEqual([5, 6, 7]);
  expect(sumOf([5, 6, 7, 99], usage, 'memoryBytes')).toBe(90 * 1024);
});

test('this process is seen with its parent, its memory and its processor time', async () => {
  const own = (await processUsage()).get(process.pid);
  expect(own?.parent).toBe(process.ppid);
  expect(own?.memoryBytes).toBeGreaterThan(5_000_000);
  if (process.platform === 'linux') expect(await cpuSeconds(process.pid)).toBeGreaterThan(0);
});
