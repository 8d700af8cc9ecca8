import type { Log } from './log.ts';
import { expose, gauge } from './metrics.ts';
import { watchProcess } from './metrics-process.ts';
import { portTaken } from './port-taken.ts';
import type { Part } from './run.ts';

export interface MetricsOptions {
  service: string;
  version: string;
  host: string;
  /** 0 takes a free one; `port()` tells which. */
  port: number;
  log: Log;
}

export interface Metrics extends Part {
  /** The port that is listened on, after the start. */
  port(): number;
}

const target = gauge('target_info', 'Who is measured.', ['service_name', 'service_namespace', 'service_version']);

const idleSeconds = 30;
const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Serves the process's metrics at `/metrics`, for operators, on a port of its own. Goes first among the parts: a process
 * that waits for its database is seen too. What cannot be read within a second is left out, and told to the log once.
 */
export function metrics({ service, version, host, port, log }: MetricsOptions): Metrics {
  let server: Bun.Server<undefined> | undefined;
  let unwatch = (): void => {};
  let isTold = false;
  let scrape: Promise<string> | undefined;

  const readAll = async (): Promise<string> => {
    const { text, errors } = await expose();
    if (errors.length > 0 && !isTold) log.warn({ err: errors[0], more: errors.length - 1 }, 'metrics are left out');
    isTold = errors.length > 0;
    return text;
  };
  /** Who asks while a scrape is under way gets that one. */
  const read = (): Promise<string> => (scrape ??= readAll().finally(() => (scrape = undefined)));
  const answer = async (request: Request): Promise<Response> => {
    if (new URL(request.url).pathname !== '/metrics') return new Response('Not found: see /metrics\n', { status: 404 });
    if (request.method !== 'GET') return new Response('', { status: 405, headers: { allow: 'GET' } });
    return new Response(await read(), { headers: { 'content-type': contentType } });
  };

  return {
    name: 'metrics',
    port: () => server!.port!,
    start: () => {
      try {
        server = Bun.serve({ hostname: host, port, idleTimeout: idleSeconds, fetch: answer });
      } catch (error) {
        throw portTaken(host, port, error);
      }
      target.watch(() => 1, { service_name: service, service_namespace: 'ecomm', service_version: version });
      unwatch = watchProcess();
      log.info({ url: `http://${host}:${server.port}/metrics` }, 'metrics');
    },
    stop: async () => {
      unwatch();
      await server?.stop(true);
    },
  };
}
