import { integer, list, port, readConfig, url } from '@ecomm/runtime/config';

/** What products reads from the environment beside what every service reads. */
export function settings() {
  const env = readConfig({
    PRODUCTS_PORT: port(3002),
    PRODUCTS_GRPC_PORT: port(50052),
    USERS_URL: url('http://localhost:3001', ['http', 'https']),
    ORDERS_GRPC_URL: list('localhost:50053'),
    RESERVATION_TTL: integer(900, { min: 1, max: 86_400 }),
  });
  return {
    port: env.PRODUCTS_PORT,
    grpcPort: env.PRODUCTS_GRPC_PORT,
    jwksUrl: new URL('/.well-known/jwks.json', env.USERS_URL).href,
    ordersUrls: env.ORDERS_GRPC_URL,
    /** Seconds. */
    reservationTtl: env.RESERVATION_TTL,
  };
}
