import { grpcPort, hasGrpc, type Env, type Ports } from './port-plan.ts';
import { serviceNames, type Service } from './services.ts';

export interface Surroundings {
  /** Those that this shop runs. */
  running: readonly Service[];
  ports: Ports;
  copies(service: Service): number;
  databaseUrl: string;
  kafkaBrokers: string;
  smtpUrl: string;
  /** What the shop's caller sets for every service; wins over everything else. */
  extra: Env;
}

/**
 * The variables that all services share: where each of them, the database, the broker and the mail server are. For a
 * service that this shop does not run, a `*_URL` or `*_GRPC_URL` of the environment says where it is.
 */
export function sharedEnv(surroundings: Surroundings, env: Env): Env {
  const { running, ports, copies, databaseUrl, kafkaBrokers, smtpUrl, extra } = surroundings;
  const perService = serviceNames.flatMap((service) => {
    const name = service.toUpperCase();
    const elsewhere = (variable: string) => (running.includes(service) ? undefined : env[variable]);
    const targets = Array.from({ length: copies(service) }, (_, copy) => `localhost:${grpcPort(ports, service, copy)}`);
    return [
      [`${name}_PORT`, String(ports.http[service])],
      [`${name}_METRICS_PORT`, String(ports.metrics[service])],
      [`${name}_URL`, elsewhere(`${name}_URL`) || httpUrl(ports, service)],
      ...(hasGrpc(service)
        ? [
            [`${name}_GRPC_PORT`, String(ports.grpc[service])],
            [`${name}_GRPC_URL`, elsewhere(`${name}_GRPC_URL`) || targets.join(',')],
          ]
        : []),
    ] as [string, string][];
  });
  return {
    ...env,
    // A shop that a test starts is a development one, like that of `bun run start`.
    ...(env.NODE_ENV === 'test' ? { NODE_ENV: 'development' } : {}),
    CORS_ORIGINS: env.CORS_ORIGINS || `http://localhost:${env.STOREFRONT_PORT || 3000}`,
    ...Object.fromEntries(perService),
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: kafkaBrokers,
    SMTP_URL: smtpUrl,
    ...extra,
  };
}

/** What differs between copies of a service. Copies share the HTTP port; gRPC and metrics listen on their port + 100·COPY. */
export const copyEnv = (copy: number, copies: number): Env => ({ COPY: String(copy), COPIES: String(copies) });

export const httpUrl = (ports: Ports, service: Service): string => `http://localhost:${ports.http[service]}`;
