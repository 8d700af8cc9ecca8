import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { sabotages } from './sabotage.ts';

const root = join(import.meta.dir, '../../../..');

test.each(sabotages.map((one) => [one.name, one] as const))(
  '%s: the guard that it takes out stands where it says, once',
  async (_, { file, edit: [from] }) => {
    const source = await Bun.file(join(root, file)).text();
    expect(source.split(from)).toHaveLength(2);
  },
);
