import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { shopVariables } from './shop-variables.ts';

test('every variable by which a shop is led elsewhere is known, also those that are commented out', async () => {
  const names = shopVariables(await Bun.file(join(import.meta.dir, '..', '..', '..', '.env.example')).text());
  expect(names).toContain('USERS_URL');
  expect(names).toContain('DATABASE_URL');
  expect(names).toContain('KAFKA_BROKERS');
  expect(names).not.toContain('');
});
