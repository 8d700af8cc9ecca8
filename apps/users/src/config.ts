import { integer, port, type Env } from '@ecomm/runtime/config';
import { serviceConfig } from '@ecomm/runtime/service-config';

/** What users reads from the environment. */
export function config(env?: Env) {
  const { own, ...shared } = serviceConfig(
    'users',
    {
      USERS_PORT: port(3001),
      USERS_GRPC_PORT: port(50051),
      USERS_METRICS_PORT: port(9461),
      LOGIN_FAILURES_MAX: integer(5, { min: 1, max: 1_000 }),
      LOGIN_FAILURES_PER_ADDRESS: integer(1_000, { min: 1 }),
      SIGNUPS_PER_MINUTE: integer(600, { min: 1 }),
    },
    env,
  );
  const limits = {
    failuresMax: own.LOGIN_FAILURES_MAX,
    sprayMax: own.LOGIN_FAILURES_PER_ADDRESS,
    signUpsPerMinute: own.SIGNUPS_PER_MINUTE,
  };
  return { ...shared, own, limits };
}
