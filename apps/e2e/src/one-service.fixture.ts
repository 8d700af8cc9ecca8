import { freePort } from '@ecomm/tools/shop/ports';
import type { ServiceName } from './shop.fixture.ts';

/** An address where nothing listens. */
export const nowhere = '127.0.0.1:9';

/** A file of one service as a process, as `bun run start` in its folder would run it. */
export function runService(service: ServiceName, file: 'main.ts' | 'migrate.ts', env: Record<string, string>) {
  return Bun.spawn(['bun', `src/${file}`], {
    cwd: `${import.meta.dir}/../../${service}`,
    env: { PATH: process.env.PATH!, ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  });
}

/** Free ports for a service, and its addresses there. */
export async function portsOf(
  service: ServiceName,
): Promise<{ url: string; metricsUrl: string; env: Record<string, string> }> {
  const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort([100])];
  const name = service.toUpperCase();
  return {
    url: `http://localhost:${http}`,
    metricsUrl: `http://localhost:${metrics}/metrics`,
    env: {
      [`${name}_PORT`]: String(http),
      [`${name}_GRPC_PORT`]: String(grpc),
      [`${name}_METRICS_PORT`]: String(metrics),
    },
  };
}
