import { paymentAttempted, paymentFailed, paymentRefunded, paymentSucceeded } from '@ecomm/contracts/events';
import { connect, part, ping } from '@ecomm/database/connect';
import { consume } from '@ecomm/events/consume';
import { kafka } from '@ecomm/events/kafka';
import { verifier } from '@ecomm/http/auth';
import { forgetKeys } from '@ecomm/http/forget-keys';
import { health } from '@ecomm/http/health';
import { listen } from '@ecomm/http/listen';
import { remoteKeys } from '@ecomm/http/remote-keys';
import { deadLettersOf } from '@ecomm/outbox/dead-letters';
import { inboxOf } from '@ecomm/outbox/once';
import { relay } from '@ecomm/outbox/relay';
import { serve } from '@ecomm/rpc/serve';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { metrics } from '@ecomm/runtime/metrics-server';
import { run } from '@ecomm/runtime/run';
import { telemetry } from '@ecomm/runtime/telemetry';
import { version } from '../package.json';
import { app } from './app.ts';
import { config } from './config.ts';
import { charger } from './charger.ts';
import { orders } from './orders.ts';
import { reconcile } from './reconcile.ts';
import { refunder } from './refunder.ts';
import { rpc } from './rpc.ts';
import { simulatedProvider } from './simulated-provider.ts';
import { subscriptions } from './subscriptions.ts';

await main(async () => {
  const settings = config();
  const { own } = settings;
  const { service, production, serviceToken: token } = settings;
  const log = logger(settings.log);
  const db = connect({ ...settings.database, log, name: service });
  const bus = kafka({ ...settings.kafka, log });
  const outbox = relay({
    db,
    bus,
    service,
    log,
    publishes: [paymentAttempted, paymentSucceeded, paymentFailed, paymentRefunded],
  });

  const asked = simulatedProvider({ db, log, settings });
  const refunding = refunder({ db, ...asked, log });
  const wakeRefunder = () => refunding.wake();
  const charging = charger({ db, ...asked, wakeRefunder, log });
  const { wake, room, take } = charging;
  const reconciling = reconcile({ db, everySeconds: own.PAYMENT_RECONCILE_SECONDS, wake, wakeRefunder, log });
  const placed = orders({ urls: own.ORDERS_GRPC_URL, token, log });
  const reading = { group: 'payments-group', subscriptions: subscriptions({ wake, room, take, wakeRefunder }), log };
  const consumer = consume({ ...reading, bus, service, inbox: inboxOf(db) });
  const dead = deadLettersOf({ ...reading, db });

  const { stopping, ...healthHandlers } = health({
    service,
    version,
    database: () => ping(db),
    kafka: () => bus.connected(),
    outbox: () => outbox.stats(),
    consumer: () => consumer.lag(),
    breakers: () => ({ orders: placed.state(), provider: asked.provider.state() }),
  });
  const keys = remoteKeys(`${own.USERS_URL}/.well-known/jwks.json`, { log });
  const edge = { ...settings, version, log, authenticate: verifier({ keys, ...settings.jwt }) };
  const http = app({ db, orders: placed, charger: charging, refunder: refunding, dead, health: healthHandlers, edge });

  await run(log, [
    telemetry({ ...settings.telemetry, version }, log),
    metrics({ ...edge, port: own.PAYMENTS_METRICS_PORT + 100 * settings.copy }),
    part(db, log),
    bus,
    outbox,
    charging,
    refunding,
    reconciling,
    forgetKeys(db, log),
    consumer,
    serve({
      host: settings.grpcHost,
      port: own.PAYMENTS_GRPC_PORT + 100 * settings.copy,
      token,
      production,
      services: rpc(db),
      log,
    }),
    listen(http, {
      host: settings.host,
      port: own.PAYMENTS_PORT,
      reusePort: settings.copies > 1,
      onStop: stopping,
      log,
    }),
  ]);
});
