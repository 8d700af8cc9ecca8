import { expect, test } from 'bun:test';
import { countReport, failuresIn, lastLine } from './junit.ts';
import { chooseProjects } from './projects.ts';
import { testEnv } from './test-env.ts';

test("the totals are those of the report's outermost element", () => {
  const xml =
    '<testsuites name="bun test" tests="7" assertions="3" failures="2" skipped="1"><testsuite tests="4" failures="9" skipped="9"></testsuite></testsuites>';
  expect(countReport(xml)).toEqual({ passed: 4, failed: 2, skipped: 1 });
  expect(countReport('')).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test('each failed test is told by its place and name, a passed or skipped one is not', () => {
  const xml = `
    <testcase name="a &lt; b &amp; &apos;c&apos;" classname="" time="0.1" file="src/a.test.ts" line="4" assertions="1">
      <failure type="AssertionError" message="expect(received)">AssertionError</failure>
    </testcase>
    <testcase name="passes" classname="" time="0.1" file="src/a.test.ts" line="9" assertions="1" />
    <testcase name="later" classname="" time="0" file="src/a.test.ts" line="12" assertions="0">
      <skipped />
    </testcase>`;
  expect(failuresIn(xml, 'apps/users')).toEqual(["apps/users/src/a.test.ts:4 a < b & 'c'"]);
});

test('a run that failed outside any test does not end with 0 failed', () => {
  expect(lastLine({ passed: 3, failed: 0, skipped: 0 }, true)).toBe('3 passed, 0 failed');
  expect(lastLine({ passed: 3, failed: 0, skipped: 2 }, false)).toBe('3 passed, 1 failed, 2 skipped');
});

test('projects go by short or full name, and an unknown one by the names there are', () => {
  const all = ['users', 'orders'].map((short) => ({ name: `@ecomm/${short}`, short, folder: `/${short}` }));
  expect(chooseProjects(['orders'], all)).toEqual([all[1]!]);
  expect(chooseProjects(['@ecomm/users'], all)).toEqual([all[0]!]);
  expect(chooseProjects([], all)).toEqual(all);
  expect(chooseProjects(['order'], all)).toBe('There is no project order: choose among users, orders.');
});

test('tests hear nothing of a shop that runs', () => {
  const env = {
    PATH: '/bin',
    ORDERS_PORT: '1',
    KAFKA_BROKERS: 'x',
    DATABASE_URL: 'y',
    NODE_ENV: 'production',
    TEST_DATABASE_URL: 'z',
  };
  expect(testEnv(env)).toEqual({ PATH: '/bin', TEST_DATABASE_URL: 'z' });
});
