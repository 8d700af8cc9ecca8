import { gadgetCreated } from '@ecomm/contracts/events';
import { connect, part, ping } from '@ecomm/database/connect';
import { kafka } from '@ecomm/events/kafka';
import { verifier } from '@ecomm/http/auth';
import { health } from '@ecomm/http/health';
import { listen } from '@ecomm/http/listen';
import { remoteKeys } from '@ecomm/http/remote-keys';
import { relay } from '@ecomm/outbox/relay';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { metrics } from '@ecomm/runtime/metrics-server';
import { run } from '@ecomm/runtime/run';
import { telemetry } from '@ecomm/runtime/telemetry';
import { version } from '../package.json';
import { app } from './app.ts';
import { config } from './config.ts';

await main(async () => {
  const settings = config();
  const { service, own } = settings;
  const log = logger(settings.log);
  const db = connect({ ...settings.database, log, name: service });
  const bus = kafka({ ...settings.kafka, log });
  const outbox = relay({ db, bus, service, log, publishes: [gadgetCreated] });

  const { stopping, ...probes } = health({
    service,
    version,
    database: () => ping(db),
    kafka: () => bus.connected(),
    outbox: () => outbox.stats(),
  });
  const keys = remoteKeys(`${own.USERS_URL}/.well-known/jwks.json`, { log });
  const edge = { ...settings, version, log, authenticate: verifier({ keys, ...settings.jwt }) };
  const http = app({ db, health: probes, edge });

  await run(log, [
    telemetry({ ...settings.telemetry, version }, log),
    metrics({ ...edge, port: own.GADGETS_METRICS_PORT + 100 * settings.copy }),
    part(db, log),
    bus,
    outbox,
    listen(http, {
      host: settings.host,
      port: own.GADGETS_PORT,
      reusePort: settings.copies > 1,
      onStop: stopping,
      log,
    }),
  ]);
});
