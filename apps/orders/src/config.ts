import { integer, list, matching, port, url } from '@ecomm/runtime/config';
import { serviceConfig } from '@ecomm/runtime/service-config';

/** What orders reads from the environment. */
export const config = () =>
  serviceConfig('orders', {
    ORDERS_PORT: port(3003),
    ORDERS_GRPC_PORT: port(50053),
    ORDERS_METRICS_PORT: port(9463),
    USERS_URL: url('http://localhost:3001'),
    USERS_GRPC_URL: list('localhost:50051'),
    PRODUCTS_GRPC_URL: list('localhost:50052'),
    PAYMENTS_GRPC_URL: list('localhost:50054'),
    // How long an order may be pending before payments is asked, in seconds.
    CHASE_AFTER: integer(60, { min: 1, max: 3_600 }),
    CURRENCY: matching(/^[A-Z]{3}$/, 'three capital letters (ISO 4217)', 'USD'),
  });
