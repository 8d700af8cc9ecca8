import { proxyGroup } from '@ecomm/testing/proxy-group';
import { proxy } from '@ecomm/testing/proxy';
import { grpcPort, type Ports } from '@ecomm/tools/shop/port-plan';
import type { ServiceName } from '../../src/shop.fixture.ts';
import type { World } from '../fault.ts';

export type Links = World['links'];

interface Ends {
  ports: Ports;
  copies: Readonly<Record<ServiceName, number>>;
  databaseUrl: string;
  smtpUrl: string;
}

const withGrpc = ['users', 'products', 'orders', 'payments'] as const;

/** A proxy in front of everything that services talk to but Kafka, whose broker names its own address to its clients. */
export async function openLinks({ ports, copies, databaseUrl, smtpUrl }: Ends): Promise<Links> {
  const grpc = await Promise.all(
    withGrpc.map(async (service) => {
      const targets = Array.from({ length: copies[service] }, (_, copy) => grpcPort(ports, service, copy));
      return [`${service}-grpc`, await proxyGroup(targets.map((port) => `127.0.0.1:${port}`))] as const;
    }),
  );
  const [postgres, smtp] = await Promise.all([proxy(databaseUrl), proxy(smtpUrl)]);
  return { postgres, smtp, ...Object.fromEntries(grpc) } as Links;
}

/** What makes services go by the links. */
export const linkVariables = (links: Links): Record<string, string> => ({
  DATABASE_URL: links.postgres.url,
  SMTP_URL: links.smtp.url,
  ...Object.fromEntries(withGrpc.map((service) => [`${service.toUpperCase()}_GRPC_URL`, links[`${service}-grpc`].url])),
});

export const closeLinks = async (links: Links): Promise<void> =>
  void (await Promise.all(Object.values(links).map((link) => link.close())));
