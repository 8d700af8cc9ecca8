import { notificationEmail } from '@ecomm/contracts/events';
import { connect, part, ping } from '@ecomm/database/connect';
import { consume } from '@ecomm/events/consume';
import { kafka } from '@ecomm/events/kafka';
import { verifier } from '@ecomm/http/auth';
import { health } from '@ecomm/http/health';
import { listen } from '@ecomm/http/listen';
import { remoteKeys } from '@ecomm/http/remote-keys';
import { deadLettersOf } from '@ecomm/outbox/dead-letters';
import { inboxOf } from '@ecomm/outbox/once';
import { relay } from '@ecomm/outbox/relay';
import { logger } from '@ecomm/runtime/log';
import { main } from '@ecomm/runtime/main';
import { metrics } from '@ecomm/runtime/metrics-server';
import { run } from '@ecomm/runtime/run';
import { telemetry } from '@ecomm/runtime/telemetry';
import { version } from '../package.json';
import { app } from './app.ts';
import { config } from './config.ts';
import { guardedPost } from './guarded-post.ts';
import { smtp } from './post.ts';
import { sender } from './sender.ts';
import { subscriptions } from './subscriptions.ts';
import { users } from './users.ts';

await main(async () => {
  const settings = config();
  const { own } = settings;
  const { service, production, serviceToken: token, copies } = settings;
  const log = logger(settings.log);
  const db = connect({ ...settings.database, log, name: service });
  const bus = kafka({ ...settings.kafka, log });
  const outbox = relay({ db, bus, service, log, publishes: [notificationEmail] });

  const mailServer = { url: own.SMTP_URL, from: own.MAIL_FROM, ratePerSecond: own.SMTP_RATE_PER_SECOND, copies };
  const post = guardedPost(smtp(mailServer), log);
  const mails = sender({ db, post, attemptsMax: 30, log });
  const people = users({ urls: own.USERS_GRPC_URL, token, log });
  const deps = { users: people, currency: own.CURRENCY, sender: mails };
  const reading = { group: 'notifications-group', subscriptions: subscriptions(deps), log };
  const consumer = consume({ ...reading, bus, service, inbox: inboxOf(db) });
  const dead = deadLettersOf({ ...reading, db });

  const { stopping, ...healthHandlers } = health({
    service,
    version,
    database: () => ping(db),
    kafka: () => bus.connected(),
    outbox: () => outbox.stats(),
    consumer: () => consumer.lag(),
    breakers: () => ({ users: people.state(), smtp: post.state() }),
  });
  const keys = remoteKeys(`${own.USERS_URL}/.well-known/jwks.json`, { log });
  const edge = { ...settings, version, log, authenticate: verifier({ keys, ...settings.jwt }) };
  const http = app({ db, sender: mails, production, dead, health: healthHandlers, edge });

  await run(log, [
    telemetry({ ...settings.telemetry, version }, log),
    metrics({ ...edge, port: own.NOTIFICATIONS_METRICS_PORT + 100 * settings.copy }),
    part(db, log),
    bus,
    outbox,
    mails,
    consumer,
    listen(http, { host: settings.host, port: own.NOTIFICATIONS_PORT, reusePort: copies > 1, onStop: stopping, log }),
  ]);
});
