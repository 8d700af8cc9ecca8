import { connect } from '@ecomm/database/connect';
import { ConfigError } from '@ecomm/runtime/config';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { serviceConfig } from '@ecomm/runtime/service-config';
import { seedAdmin } from './seed-admin.ts';

await main(async () => {
  const config = serviceConfig('users');
  if (config.production) throw new ConfigError('the demo admin has a published password: not with NODE_ENV=production');
  const log = logger(config.log);
  const db = connect({ ...config.database, log, name: 'users seed' });
  try {
    const isNew = await seedAdmin(db);
    log.info(isNew ? 'made the demo admin' : 'the demo admin is there already');
  } finally {
    await db.$close();
  }
});
