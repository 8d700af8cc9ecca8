import { ConfigError, integer, list, number, port, text, url, type Env } from '@ecomm/runtime/config';
import { serviceConfig } from '@ecomm/runtime/service-config';
import { modes } from './provider-modes.ts';

/** What payments reads from the environment. */
export function config(env?: Env) {
  const settings = serviceConfig(
    'payments',
    {
      PAYMENTS_PORT: port(3004),
      PAYMENTS_GRPC_PORT: port(50054),
      PAYMENTS_METRICS_PORT: port(9464),
      USERS_URL: url('http://localhost:3001'),
      ORDERS_GRPC_URL: list('localhost:50053'),
      PAYMENT_FAILURE_RATE: number(1 / 6, { min: 0, max: 1 }),
      PAYMENT_LATENCY_MIN_MS: integer(100, { max: 5_000 }),
      PAYMENT_LATENCY_MAX_MS: integer(500, { max: 5_000 }),
      PAYMENT_RECONCILE_SECONDS: integer(60, { min: 1, max: 3_600 }),
      PROVIDER_MODES: modes,
      FAILPOINT_SEED: text(''),
    },
    env,
  );
  if (settings.production && Object.keys(settings.own.PROVIDER_MODES).length > 0)
    throw new ConfigError('wrong environment: PROVIDER_MODES is for tests and not for NODE_ENV=production');
  return settings;
}
