import type { Log } from '@ecomm/runtime/log';
import { portTaken } from '@ecomm/runtime/port-taken';
import type { Part } from '@ecomm/runtime/run';
import type { AnyElysia } from 'elysia';
import { lifeOf } from './life.ts';

export interface ListenOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Copies of a service share the port. */
  readonly reusePort?: boolean;
  readonly log: Log;
  /** Called before anything else on stop: readiness off. */
  readonly onStop?: () => void;
}

export interface Listening extends Part {
  /** The port listened on, after start. */
  port(): number;
}

/** Bytes before the server itself ends a request without a word; each operation's own limit is far below. */
const bodyBytesMax = 32 * 1024 * 1024;
const idleSeconds = 30;
const drainMs = 8_000;
/** Clients that keep their connection learn from an answer that it ends, instead of finding it cut under the next request. */
const farewellMs = 200;

/**
 * Serves `app`. Start throws a sentence when the port is taken. Stop: `onStop`, event streams are ended, answers close
 * their connection for a moment, no new connection, requests in flight are finished (at most 8 s), the rest is cut.
 */
export function listen(app: AnyElysia, { host, port, reusePort = false, log, onStop }: ListenOptions): Listening {
  return {
    name: 'http',
    start: () => {
      try {
        app.listen({ hostname: host, port, reusePort, maxRequestBodySize: bodyBytesMax, idleTimeout: idleSeconds });
      } catch (error) {
        throw portTaken(host, port, error);
      }
      log.info({ url: `http://${host}:${app.server!.port}` }, 'listening');
    },
    stop: async () => {
      onStop?.();
      const { server } = app;
      if (!server) return;
      const life = lifeOf(app);
      if (life) life.leaving = true;
      life?.streams.close();
      await Bun.sleep(farewellMs);
      const drained = await Promise.race([server.stop().then(() => true), Bun.sleep(drainMs).then(() => false)]);
      if (!drained) log.warn({ pending: server.pendingRequests }, 'requests were cut');
      await server.stop(true);
    },
    port: () => app.server!.port!,
  };
}
