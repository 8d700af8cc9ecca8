import { expect, test } from 'bun:test';
import { budgetOf } from './budget.ts';
import { environment } from './run-schemathesis.ts';

test('the minutes are shared out, each run has enough to look and ends before its token does', () => {
  expect(budgetOf({ minutes: 5 }, 10)).toEqual({ seconds: 30 });
  expect(budgetOf({ minutes: 1 }, 10)).toEqual({ seconds: 10 });
  expect(budgetOf({ minutes: 600 }, 10)).toEqual({ seconds: 780 });
});

test('examples are asked for instead of minutes', () => {
  expect(budgetOf({ minutes: 5, examples: 20 }, 10)).toEqual({ examples: 20 });
});

test('no proxy is asked, and no setting of another project is taken', () => {
  const env = { PATH: '/bin', HTTPS_PROXY: 'http://p', http_proxy: 'http://p', NO_PROXY: 'a', SCHEMATHESIS_HOOKS: 'x' };
  const { PATH, NO_PROXY, ...rest } = environment(env);
  expect([PATH, NO_PROXY]).toEqual(['/bin', '*']);
  expect(Object.keys(rest).filter((name) => !name.startsWith('PYTHON'))).toEqual([]);
});
