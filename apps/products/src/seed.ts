import { connect } from '@ecomm/database/connect';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { seedCatalogue } from './seed-catalogue.ts';
import { config } from './config.ts';

await main(async () => {
  const settings = config();
  const log = logger(settings.log);
  const db = connect({ ...settings.database, log });
  log.info({ products: await seedCatalogue(db) }, 'demo catalogue seeded');
  await db.$close();
});
