import { healthcheck } from '@ecomm/http/healthcheck';
import { main } from '@ecomm/runtime/main';
import { config } from './config.ts';

await main(async () => {
  const { host, own } = config();
  await healthcheck({ host, port: own.NOTIFICATIONS_PORT });
});
