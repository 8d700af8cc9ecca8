import { isPlainAddress } from './mail.ts';
import { list, matching, number, optional, port, url, type Field } from '@ecomm/runtime/config';
import { serviceConfig } from '@ecomm/runtime/service-config';

const address = (fallback: string): Field<string> => ({
  fallback,
  parse: (value) => {
    if (!isPlainAddress(value)) throw new Error('must be one plain mail address');
    return value;
  },
});

/** What notifications reads from the environment. */
export const config = () =>
  serviceConfig('notifications', {
    NOTIFICATIONS_PORT: port(3005),
    NOTIFICATIONS_METRICS_PORT: port(9465),
    USERS_URL: url('http://localhost:3001'),
    USERS_GRPC_URL: list('localhost:50051'),
    SMTP_URL: url('smtp://localhost:1025', ['smtp', 'smtps']),
    SMTP_RATE_PER_SECOND: optional(number(undefined, { min: 0.1, max: 1_000 })),
    MAIL_FROM: address('no-reply@ecomm.local'),
    CURRENCY: matching(/^[A-Z]{3}$/, 'three capital letters (ISO 4217)', 'USD'),
  });
