import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { eventTopics, groups, topicsOf } from './subscriptions.ts';

const page = await Bun.file(join(import.meta.dir, '../../../../../docs/topology.md')).text();
const rows = page
  .slice(page.indexOf('## Services'), page.indexOf('## gRPC calls'))
  .split('\n')
  .map((line) => line.split(' | '));
const namesIn = (cell = ''): string[] => Array.from(cell.matchAll(/\[([a-z.]+)\]/g), ([, name]) => name!);

test("the auditor knows who reads what as docs/topology.md has it from the services' own tables", () => {
  const documented = rows.flatMap(([, , heard, group]) => {
    const [, name] = /^`(.+-group)`$/.exec(group ?? '') ?? [];
    return name ? [[name, namesIn(heard).toSorted()] as const] : [];
  });
  const known = groups.map((group) => [group, topicsOf(group).toSorted()] as const);
  expect(Object.fromEntries(known)).toEqual(Object.fromEntries(documented));
});

test('the auditor reads the topic of every event there is', () => {
  const documented = rows.flatMap(([, said]) => namesIn(said));
  expect(eventTopics.toSorted()).toEqual(documented.toSorted());
});
