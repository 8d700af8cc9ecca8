import { join } from 'node:path';
import type { Env } from './port-plan.ts';
import { findRunningShop } from './lock.ts';
import { services, type Service } from './services.ts';

const dataDir = join(import.meta.dir, '..', '..', '..', '.data');

export type UrlOf = (service: Service) => string;

export const variableOf = (service: Service): string => `${service.toUpperCase()}_URL`;

/** Where the services are: as the environment says, else where the shop that runs has them, else at their usual ports. */
export async function findUrls(env: Env): Promise<UrlOf> {
  const running = await findRunningShop(dataDir);
  return (service) => {
    const url = env[variableOf(service)] || running?.urls[service] || `http://localhost:${services[service].http}`;
    return url.replace(/\/$/, '');
  };
}
