import { join } from 'node:path';
import { migrate } from '@ecomm/database/migrate';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { config } from './config.ts';

await main(async () => {
  const settings = config();
  await migrate({
    url: settings.database.url,
    folder: join(import.meta.dir, '../migrations'),
    log: logger(settings.log),
  });
});
