import { integer, port, readConfig, type Env } from '@ecomm/runtime/config';

/** What users alone reads from the environment. */
export function settings(env?: Env) {
  const values = readConfig(
    {
      USERS_PORT: port(3001),
      USERS_GRPC_PORT: port(50051),
      LOGIN_FAILURES_MAX: integer(5, { min: 1, max: 1_000 }),
      LOGIN_FAILURES_PER_ADDRESS: integer(1_000, { min: 1 }),
      SIGNUPS_PER_MINUTE: integer(600, { min: 1 }),
    },
    env,
  );
  return {
    port: values.USERS_PORT,
    grpcPort: values.USERS_GRPC_PORT,
    limits: {
      failuresMax: values.LOGIN_FAILURES_MAX,
      sprayMax: values.LOGIN_FAILURES_PER_ADDRESS,
      signUpsPerMinute: values.SIGNUPS_PER_MINUTE,
    },
  };
}
