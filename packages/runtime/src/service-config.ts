import {
  ConfigError,
  choice,
  flag,
  integer,
  list,
  number,
  optional,
  readConfig,
  secret,
  text,
  url,
  type Env,
  type Fields,
  type Values,
} from './config.ts';

const fields = {
  NODE_ENV: text('development'),
  HOST: text('127.0.0.1'),
  GRPC_HOST: text('127.0.0.1'),
  DATABASE_URL: url('postgres://postgres:postgres@localhost:5432', ['postgres', 'postgresql']),
  DATABASE_PREFIX: text(''),
  DATABASE_POOL: integer(8, { min: 1, max: 100 }),
  KAFKA_BROKERS: list('localhost:9092'),
  KAFKA_PREFIX: text(''),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], 'info'),
  LOG_FORMAT: choice(['text', 'json'], 'text'),
  JWT_ISSUER: text('ecomm-users'),
  JWT_AUDIENCE: text('ecomm'),
  SERVICE_TOKEN: optional(secret()),
  CORS_ORIGINS: list(''),
  SWAGGER: optional(flag()),
  COPY: integer(0, { max: 99 }),
  COPIES: integer(1, { min: 1, max: 100 }),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(url(undefined, ['http', 'https'])),
  OTEL_EXPORTER_OTLP_PROTOCOL: choice(['http/protobuf', 'grpc'], 'http/protobuf'),
  OTEL_TRACES_SAMPLER: choice(['parentbased_traceidratio', 'traceidratio'], 'parentbased_traceidratio'),
  OTEL_TRACES_SAMPLER_ARG: number(1, { min: 0, max: 1 }),
};

/**
 * What every service reads, shaped for its parts, and under `own` the variables that it alone reads. `service` names the
 * database on the server of DATABASE_URL. Throws one `ConfigError` that names every variable that is missing or wrong.
 */
export function serviceConfig<F extends Fields>(service: string, own: F, env: Env = process.env) {
  const all = readConfig({ ...own, ...fields }, env);
  const values = all as Values<typeof fields>;
  const production = values.NODE_ENV === 'production';
  const loopback = ['127.0.0.1', 'localhost', '::1'].includes(values.GRPC_HOST);
  if ((production || !loopback) && !values.SERVICE_TOKEN)
    throw new ConfigError(
      'wrong environment: SERVICE_TOKEN is not set, and gRPC is open to others with NODE_ENV=production or a GRPC_HOST beyond loopback',
    );
  return {
    service,
    own: all as Values<F>,
    production,
    host: values.HOST,
    grpcHost: values.GRPC_HOST,
    serviceToken: values.SERVICE_TOKEN,
    database: {
      url: databaseUrl(values.DATABASE_URL, `${values.DATABASE_PREFIX}${service}`),
      max: values.DATABASE_POOL,
    },
    kafka: { name: service, brokers: values.KAFKA_BROKERS, prefix: values.KAFKA_PREFIX },
    log: { service, level: values.LOG_LEVEL, format: values.LOG_FORMAT },
    jwt: { issuer: values.JWT_ISSUER, audience: values.JWT_AUDIENCE },
    corsOrigins: values.CORS_ORIGINS,
    swagger: values.SWAGGER ?? !production,
    copy: values.COPY,
    copies: values.COPIES,
    telemetry: {
      service,
      copy: values.COPY,
      endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
      protocol: values.OTEL_EXPORTER_OTLP_PROTOCOL,
      sampler: values.OTEL_TRACES_SAMPLER,
      ratio: values.OTEL_TRACES_SAMPLER_ARG,
    },
  };
}
export type ServiceConfig = ReturnType<typeof serviceConfig>;

function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}
