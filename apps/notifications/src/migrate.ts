import { migrate } from '@ecomm/database/migrate';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { serviceConfig } from '@ecomm/runtime/service-config';

await main(async () => {
  const config = serviceConfig('notifications');
  await migrate({ url: config.database.url, folder: `${import.meta.dir}/../migrations`, log: logger(config.log) });
});
