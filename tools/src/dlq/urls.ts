import { join } from 'node:path';
import { findRunningShop } from '../shop/lock.ts';
import { services } from '../shop/services.ts';
import type { Reader } from './readers.ts';

const dataDir = join(import.meta.dir, '..', '..', '..', '.data');

export type UrlOf = (service: Reader | 'users') => string;

export const variableOf = (service: Reader | 'users'): string => `${service.toUpperCase()}_URL`;

/** Where the services are: as the environment says, else where the shop that runs has them, else at their usual ports. */
export async function findUrls(env: NodeJS.ProcessEnv): Promise<UrlOf> {
  const running = await findRunningShop(dataDir);
  return (service) => {
    const url = env[variableOf(service)] || running?.urls[service] || `http://localhost:${services[service].http}`;
    return url.replace(/\/$/, '');
  };
}
