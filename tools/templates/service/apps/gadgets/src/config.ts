import { port, url } from '@ecomm/runtime/config';
import { serviceConfig } from '@ecomm/runtime/service-config';

/** What gadgets reads from the environment. */
export const config = () =>
  serviceConfig('gadgets', {
    GADGETS_PORT: port(3999),
    GADGETS_METRICS_PORT: port(9499),
    USERS_URL: url('http://localhost:3001'),
  });
