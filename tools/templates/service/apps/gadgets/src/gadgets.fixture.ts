import { connect } from '@ecomm/database/connect';
import { runSql } from '@ecomm/database/run-sql';
import { verifier } from '@ecomm/http/auth';
import { health } from '@ecomm/http/health';
import { logger } from '@ecomm/runtime/log';
import { freshDatabase } from '@ecomm/testing/database';
import { proxy } from '@ecomm/testing/proxy';
import { testIssuer } from '@ecomm/testing/tokens';
import { app } from './app.ts';

export const log = logger({ service: 'gadgets', format: 'json', level: 'silent' });

/** The service's HTTP side on a fresh database, asked without a socket, and a way to the database that can be cut. */
export async function freshGadgets() {
  const fresh = await freshDatabase(`${import.meta.dir}/../migrations`);
  const way = await proxy(fresh.url);
  /** Straight to the database. */
  const direct = connect({ url: fresh.url, log });
  /** By way of the proxy, as the service goes. */
  const db = connect({ url: way.url, log });
  const issuer = await testIssuer();
  const { stopping: _, ...probes } = health({
    service: 'gadgets',
    version: '0',
    database: async () => {},
    kafka: () => true,
  });
  const edge = { service: 'gadgets', version: '0', log, corsOrigins: [], swagger: false, production: false };
  const http = app({ db, health: probes, edge: { ...edge, authenticate: verifier(issuer) } });

  return {
    db,
    way,
    /** One request, signed in as this user unless it is 0. */
    ask: async (method: string, path: string, { user = 7, body }: { user?: number; body?: unknown } = {}) => {
      const headers: Record<string, string> = user ? await issuer.authorization({ sub: user }) : {};
      const init: RequestInit = { method, headers };
      if (body !== undefined) {
        headers['content-type'] = 'application/json';
        init.body = JSON.stringify(body);
      }
      const response = await http.handle(new Request(`http://localhost${path}`, init));
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    /** Rows and staged events that have this title. */
    countOf: async (title: string) => {
      const [counts] = await runSql<{ rows: number; events: number }>(
        direct,
        `select (select count(*)::int from gadgets where title = $1) as rows,
          (select count(*)::int from outbox where payload::json->>'title' = $1) as events`,
        [title],
      );
      return counts!;
    },
    staged: (key: string) =>
      runSql<{ type: string; payload: string }>(direct, 'select type, payload from outbox where key = $1', [key]),
    close: async () => {
      await Promise.all([db.$close(), direct.$close()]);
      await way.close();
      await fresh.drop();
    },
  };
}
export type Fresh = Awaited<ReturnType<typeof freshGadgets>>;
