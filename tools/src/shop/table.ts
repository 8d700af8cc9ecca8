import pc from 'picocolors';
import { grpcPort, hasGrpc, metricsPort, type Ports } from './port-plan.ts';
import type { Shop } from './shop.ts';

export const demoAdmin = { email: 'admin@ecomm.local', password: 'admin-pass-123456' };

/** What the running shop answers at, by name; kept in the lock for a second `start` and for the tools. */
export function addresses(shop: Shop, ports: Ports): Record<string, string> {
  const rows = shop.services.flatMap((service) => {
    const url = shop.url(service);
    const grpc = hasGrpc(service)
      ? shop.copiesOf(service).map((_, copy) => `localhost:${grpcPort(ports, service, copy)}`)
      : [];
    return [[service, url], ...(grpc.length > 0 ? [[`${service} (gRPC)`, grpc.join(', ')]] : [])] as [string, string][];
  });
  return {
    ...Object.fromEntries(rows),
    ...(shop.services.length > 0 ? { metrics: `http://localhost:${metricsPorts(shop, ports)}/metrics` } : {}),
    ...(shop.mailUrl ? { 'mails (Maildev)': shop.mailUrl } : {}),
    ...(shop.services.includes('notifications') ? { SMTP: withoutPassword(shop.smtpUrl) } : {}),
    Kafka: shop.kafkaBrokers,
    Postgres: withoutPassword(shop.databaseUrl),
  };
}

/** `9461–9465` when they stand in a row, else each: `9461,9561,9462`. */
function metricsPorts(shop: Shop, ports: Ports): string {
  const all = shop.services.flatMap((service) =>
    shop.copiesOf(service).map((_, copy) => metricsPort(ports, service, copy)),
  );
  const inARow = all.every((port, at) => port === all[0]! + at);
  return inARow && all.length > 1 ? `${all[0]}–${all.at(-1)}` : all.join(',');
}

/** The one table at the end: names, addresses, the demo admin. */
export function table(
  urls: Readonly<Record<string, string>>,
  admin: typeof demoAdmin | undefined,
  colour: boolean,
): string {
  const paint = pc.createColors(colour);
  const rows = Object.entries({ ...urls, ...(admin ? { 'demo admin': `${admin.email} / ${admin.password}` } : {}) });
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${paint.bold(name.padEnd(width))}  ${paint.cyan(value)}`).join('\n');
}

/** The embedded server's password is no secret (it is in the README); one of yours is. */
function withoutPassword(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed?.password || parsed.password === 'postgres') return url;
  parsed.password = '***';
  return parsed.href;
}
