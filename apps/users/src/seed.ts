import { connect } from '@ecomm/database/connect';
import { ConfigError } from '@ecomm/runtime/config';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { seedAdmin } from './seed-admin.ts';
import { config } from './config.ts';

await main(async () => {
  const settings = config();
  if (settings.production)
    throw new ConfigError('the demo admin has a published password: not with NODE_ENV=production');
  const log = logger(settings.log);
  const db = connect({ ...settings.database, log, name: 'users seed' });
  try {
    const isNew = await seedAdmin(db);
    log.info(isNew ? 'made the demo admin' : 'the demo admin is there already');
  } finally {
    await db.$close();
  }
});
