import { CannotStart } from './cannot-start.ts';
import { freePort, type WantedPort } from './ports.ts';
import { serviceNames, services, type Service } from './services.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** Every port of a shop. `grpc` and `metrics` are copy 0's; copy n listens 100·n above. */
export interface Ports {
  http: Record<Service, number>;
  grpc: Record<Service, number>;
  metrics: Record<Service, number>;
  postgres: number;
  kafka: number;
  kafkaController: number;
  smtp: number;
  maildevWeb: number;
}

const httpVariable = (service: Service): string => `${service.toUpperCase()}_PORT`;
const grpcVariable = (service: Service): string => `${service.toUpperCase()}_GRPC_PORT`;
const metricsVariable = (service: Service): string => `${service.toUpperCase()}_METRICS_PORT`;
export const hasGrpc = (service: Service): boolean => services[service].grpc !== undefined;
export const grpcPort = (ports: Ports, service: Service, copy: number): number => ports.grpc[service] + 100 * copy;
export const metricsPort = (ports: Ports, service: Service, copy: number): number =>
  ports.metrics[service] + 100 * copy;

/** The ports that the environment names, the defaults for the others. Throws `CannotStart` for what is no port. */
export function readPorts(env: Env): Ports {
  const port = (variable: string, fallback: number): number => {
    const text = env[variable] || String(fallback);
    const value = Number(text);
    if (/^\d+$/.test(text) && value > 0 && value < 65_536) return value;
    throw new CannotStart(
      `${variable} is "${text}": set it to a port from 1 to 65535, or leave it out for ${fallback}.`,
    );
  };
  const kafka = port('KAFKA_PORT', 9092);
  return {
    http: record((service) => port(httpVariable(service), services[service].http)),
    grpc: record((service) => port(grpcVariable(service), services[service].grpc ?? 0xffff)),
    metrics: record((service) => port(metricsVariable(service), services[service].metrics)),
    postgres: port('POSTGRES_PORT', 5432),
    kafka,
    kafkaController: port('KAFKA_CONTROLLER_PORT', kafka + 1),
    smtp: port('SMTP_PORT', 1025),
    maildevWeb: port('MAILDEV_WEB_PORT', 1080),
  };
}

/** Free ports for a shop beside others, those of gRPC and metrics with room for copies. */
export async function freePorts(copiesMax = 4): Promise<Ports> {
  const taken = new Set<number>();
  const offsets = Array.from({ length: copiesMax - 1 }, (_, index) => 100 * (index + 1));
  const next = async (alsoAt: number[] = []): Promise<number> => {
    for (;;) {
      const port = await freePort(alsoAt);
      const all = [port, ...alsoAt.map((offset) => port + offset)];
      if (all.some((one) => taken.has(one))) continue;
      for (const one of all) taken.add(one);
      return port;
    }
  };
  const http = {} as Record<Service, number>;
  const grpc = {} as Record<Service, number>;
  const metrics = {} as Record<Service, number>;
  for (const service of serviceNames) {
    http[service] = await next();
    grpc[service] = await next(offsets);
    metrics[service] = await next(offsets);
  }
  const [postgres, kafka, kafkaController, smtp, maildevWeb] = [
    await next(),
    await next(),
    await next(),
    await next(),
    await next(),
  ];
  return { http, grpc, metrics, postgres, kafka, kafkaController, smtp, maildevWeb };
}

export interface Needed {
  services: readonly Service[];
  copies(service: Service): number;
  postgres: boolean;
  kafka: boolean;
  redpanda: boolean;
  maildev: boolean;
}

/** What must be free before the parts that this start brings up itself can listen. */
export function wantedPorts(ports: Ports, needed: Needed): WantedPort[] {
  const want = (port: number, what: string, variable: string): WantedPort => ({ port, what, variable });
  const perService = needed.services.flatMap((service) => [
    want(ports.http[service], `${service} (HTTP)`, httpVariable(service)),
    ...Array.from({ length: hasGrpc(service) ? needed.copies(service) : 0 }, (_, copy) =>
      want(grpcPort(ports, service, copy), `${service} (gRPC)`, grpcVariable(service)),
    ),
    ...Array.from({ length: needed.copies(service) }, (_, copy) =>
      want(metricsPort(ports, service, copy), `${service} (metrics)`, metricsVariable(service)),
    ),
  ]);
  return [
    ...(needed.postgres ? [want(ports.postgres, 'Postgres', 'POSTGRES_PORT')] : []),
    ...(needed.kafka || needed.redpanda ? [want(ports.kafka, 'Kafka', 'KAFKA_PORT')] : []),
    ...(needed.kafka ? [want(ports.kafkaController, "Kafka's controller", 'KAFKA_CONTROLLER_PORT')] : []),
    ...(needed.maildev
      ? [want(ports.smtp, 'Maildev (SMTP)', 'SMTP_PORT'), want(ports.maildevWeb, 'Maildev (web)', 'MAILDEV_WEB_PORT')]
      : []),
    ...perService,
  ];
}

const record = <T>(value: (service: Service) => T): Record<Service, T> =>
  Object.fromEntries(serviceNames.map((service) => [service, value(service)])) as Record<Service, T>;
