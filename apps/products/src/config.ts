import { integer, list, port, url } from '@ecomm/runtime/config';
import { serviceConfig } from '@ecomm/runtime/service-config';

/** What products reads from the environment. */
export const config = () =>
  serviceConfig('products', {
    PRODUCTS_PORT: port(3002),
    PRODUCTS_GRPC_PORT: port(50052),
    USERS_URL: url('http://localhost:3001', ['http', 'https']),
    ORDERS_GRPC_URL: list('localhost:50053'),
    RESERVATION_TTL: integer(900, { min: 1, max: 86_400 }),
  });
