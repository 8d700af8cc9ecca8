import { connect } from '@ecomm/database/connect';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { serviceConfig } from '@ecomm/runtime/service-config';
import { seedCatalogue } from './seed-catalogue.ts';

await main(async () => {
  const config = serviceConfig('products');
  const log = logger(config.log);
  const db = connect({ ...config.database, log });
  log.info({ products: await seedCatalogue(db) }, 'demo catalogue seeded');
  await db.$close();
});
