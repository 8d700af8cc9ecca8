/** Every service of the shop: what it needs beside Postgres and Kafka, and what is run for it. */
export const services = {
  users: { http: 3001, grpc: 50051, metrics: 9461, needs: [], seed: true },
  products: { http: 3002, grpc: 50052, metrics: 9462, needs: ['users'], seed: true },
  orders: { http: 3003, grpc: 50053, metrics: 9463, needs: ['users', 'products'], seed: false },
  payments: { http: 3004, grpc: 50054, metrics: 9464, needs: ['users'], seed: false },
  notifications: { http: 3005, grpc: undefined, metrics: 9465, needs: ['users'], seed: false },
} as const satisfies Record<string, ServiceRow>;

interface ServiceRow {
  http: number;
  grpc: number | undefined;
  metrics: number;
  /** The services without which it has nothing to do: users has the keys of tokens, and so on. */
  needs: readonly string[];
  /** It has a `src/seed.ts` with demo data. */
  seed: boolean;
}

export type Service = keyof typeof services;
export const serviceNames = Object.keys(services) as Service[];
export const isService = (name: string): name is Service => name in services;

/** The services that `only` names with those they need, in the order of the table; all when it names none. */
export function withNeeds(only: readonly Service[] | undefined): Service[] {
  if (!only) return serviceNames;
  const chosen = new Set<Service>();
  const add = (service: Service): void => {
    chosen.add(service);
    for (const needed of services[service].needs) add(needed);
  };
  for (const service of only) add(service);
  return serviceNames.filter((service) => chosen.has(service));
}
