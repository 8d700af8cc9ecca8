import { integer, list, port, url, type Env } from '@ecomm/runtime/config';
import { serviceConfig } from '@ecomm/runtime/service-config';

/** What products reads from the environment. */
export const config = (env?: Env) =>
  serviceConfig(
    'products',
    {
      PRODUCTS_PORT: port(3002),
      PRODUCTS_GRPC_PORT: port(50052),
      PRODUCTS_METRICS_PORT: port(9462),
      USERS_URL: url('http://localhost:3001', ['http', 'https']),
      ORDERS_GRPC_URL: list('localhost:50053'),
      // Longer than any order takes to be placed: one that takes over after a crash, past the 10 s lease, with its deadlines.
      RESERVATION_TTL: integer(900, { min: 20, max: 86_400 }),
    },
    env,
  );
