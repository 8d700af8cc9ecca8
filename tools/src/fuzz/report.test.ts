import { expect, test } from 'bun:test';
import { findings, isClean, table, type Row, type Tally } from './report.ts';

const tally = (change: Partial<Tally> = {}): Tally => ({
  stop_reason: 'completed',
  operations: { total: 8, tested: 8 },
  test_cases: { generated: 1200, unique_failures: 0, errored: 0 },
  failures: [],
  errors: [],
  ...change,
});
const row = (change?: Partial<Tally>): Row => ({ service: 'orders', role: 'admin', tally: tally(change) });

test('a run is clean when nothing was found and every operation was asked', () => {
  expect(isClean(row())).toBe(true);
  expect(isClean(row({ failures: [{ title: 'Server error', count: 1 }] }))).toBe(false);
  expect(isClean(row({ errors: [{ title: 'Runtime Error', count: 1 }] }))).toBe(false);
  expect(isClean(row({ operations: { total: 8, tested: 7 } }))).toBe(false);
  expect(isClean(row({ operations: null }))).toBe(false);
  expect(isClean({ service: 'orders', role: 'admin', tally: undefined })).toBe(false);
});

test('the table has a line a run, what was found by name, and the sum', () => {
  const rows: Row[] = [
    row(),
    {
      ...row({ failures: [{ title: 'Server error', count: 2 }], operations: { total: 8, tested: 6 } }),
      role: 'customer',
    },
    { service: 'users', role: 'admin', tally: undefined },
  ];
  expect(table(rows).split('\n')).toEqual(
    [
      'service  as        operations  cases                        failures',
      'orders   admin              8   1200                               0',
      'orders   customer           8   1200  Server error ×2, 2 not tested',
      'users    admin              -      -           did not run to its end',
      'all                        16   2400                               2',
    ].map((line) => expect.stringMatching(new RegExp(`^${line.replaceAll(/\s+/g, ' +')}$`))),
  );
});

const said = `
Schemathesis v4.32.5

=================================== FAILURES ===================================
_________________________________ POST /create _________________________________
1. Test Case ID: lsQFLf

- ST101 Server error

Reproduce with:

    curl -X POST -H 'Authorization: Bearer a.b.c' -d '{"x": "a.b.c"}' http://localhost:28001/create

    st replay lsQFLf

=================================== SUMMARY ====================================
Seed: 1
`;

test('a finding is told with a curl for the shop of bun run start and a token of one’s own', () => {
  const text = findings(said, { service: 'orders', url: 'http://localhost:28001', token: 'a.b.c' });
  expect(text).toContain(
    `curl -X POST -H "Authorization: Bearer $TOKEN" -d '{"x": "$TOKEN"}' http://localhost:3003/create`,
  );
  expect(text).toStartWith('=');
  expect(text).not.toMatch(/a\.b\.c|28001|st replay|SUMMARY|Schemathesis v/);
});

test('a run that ended before its first request is told by its last lines', () => {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n');
  expect(findings(lines, { service: 'orders', url: 'http://localhost:1', token: 'a.b.c' })).toMatch(
    /^line 20\n.*line 49$/s,
  );
});
