import { paymentAttempted, paymentFailed, paymentSucceeded } from '@ecomm/contracts/events';
import { connect, part, ping } from '@ecomm/database/connect';
import { consume } from '@ecomm/events/consume';
import { kafka } from '@ecomm/events/kafka';
import { verifier } from '@ecomm/http/auth';
import { health } from '@ecomm/http/health';
import { listen } from '@ecomm/http/listen';
import { remoteKeys } from '@ecomm/http/remote-keys';
import { inboxOf } from '@ecomm/outbox/once';
import { relay } from '@ecomm/outbox/relay';
import { serve } from '@ecomm/rpc/serve';
import { integer, list, number, port, readConfig, url } from '@ecomm/runtime/config';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { run } from '@ecomm/runtime/run';
import { serviceConfig } from '@ecomm/runtime/service-config';
import { version } from '../package.json';
import { app } from './app.ts';
import { charger } from './charger.ts';
import { orders } from './orders.ts';
import { simulator } from './provider.ts';
import { rpc } from './rpc.ts';
import { subscriptions } from './subscriptions.ts';

/** What payments says, created at start like the topics it listens to. */

await main(async () => {
  const config = serviceConfig('payments');
  const own = readConfig({
    PAYMENTS_PORT: port(3004),
    PAYMENTS_GRPC_PORT: port(50054),
    USERS_URL: url('http://localhost:3001'),
    ORDERS_GRPC_URL: list('localhost:50053'),
    PAYMENT_FAILURE_RATE: number(1 / 6, { min: 0, max: 1 }),
    PAYMENT_LATENCY_MIN_MS: integer(100, { max: 5_000 }),
    PAYMENT_LATENCY_MAX_MS: integer(500, { max: 5_000 }),
  });
  const { service, production, serviceToken: token } = config;
  const latency = { latencyMinMs: own.PAYMENT_LATENCY_MIN_MS, latencyMaxMs: own.PAYMENT_LATENCY_MAX_MS };
  const log = logger(config.log);
  const db = connect({ ...config.database, log, name: service });
  const bus = kafka({ ...config.kafka, log });
  const outbox = relay({ db, bus, service, log, publishes: [paymentAttempted, paymentSucceeded, paymentFailed] });

  const provider = simulator({ db, failureRate: own.PAYMENT_FAILURE_RATE, ...latency });
  const charging = charger({ db, provider, timeoutMs: latency.latencyMaxMs + 500, log });
  const placed = orders({ urls: own.ORDERS_GRPC_URL, token, log });
  const consumer = consume({
    bus,
    group: 'payments-group',
    service,
    subscriptions: subscriptions(charging),
    inbox: inboxOf(db),
    log,
  });

  const { stopping, ...healthHandlers } = health({
    service,
    version,
    database: () => ping(db),
    kafka: () => bus.connected(),
    outbox: () => outbox.stats(),
    consumer: () => consumer.lag(),
    breakers: () => ({ orders: placed.state() }),
  });
  const keys = remoteKeys(`${own.USERS_URL}/.well-known/jwks.json`, { log });
  const edge = { ...config, version, log, authenticate: verifier({ keys, ...config.jwt }) };
  const http = app({ db, orders: placed, charger: charging, health: healthHandlers, edge });

  await run(log, [
    part(db, log),
    bus,
    outbox,
    charging,
    consumer,
    serve({
      host: config.grpcHost,
      port: own.PAYMENTS_GRPC_PORT + 100 * config.copy,
      token,
      production,
      services: rpc(db),
      log,
    }),
    listen(http, { host: config.host, port: own.PAYMENTS_PORT, reusePort: config.copies > 1, onStop: stopping, log }),
  ]);
});
