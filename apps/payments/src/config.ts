import { integer, list, number, port, url } from '@ecomm/runtime/config';
import { serviceConfig } from '@ecomm/runtime/service-config';

/** What payments reads from the environment. */
export const config = () =>
  serviceConfig('payments', {
    PAYMENTS_PORT: port(3004),
    PAYMENTS_GRPC_PORT: port(50054),
    USERS_URL: url('http://localhost:3001'),
    ORDERS_GRPC_URL: list('localhost:50053'),
    PAYMENT_FAILURE_RATE: number(1 / 6, { min: 0, max: 1 }),
    PAYMENT_LATENCY_MIN_MS: integer(100, { max: 5_000 }),
    PAYMENT_LATENCY_MAX_MS: integer(500, { max: 5_000 }),
  });
