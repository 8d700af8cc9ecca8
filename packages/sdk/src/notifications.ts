import type { Client } from './client.ts';
import { deadLetters } from './dead-letters.ts';
import * as operations from './generated/notifications/sdk.gen.ts';
import type * as types from './generated/notifications/types.gen.ts';
import type { CallOptions } from './options.ts';
import { pages } from './pages.ts';
import { probes } from './probes.ts';

type Query = NonNullable<types.ListNotificationsData['query']>;

/** Mails: queued, sent and failed. */
export function notifications(client: Client) {
  const queued = async (query?: Query, options?: CallOptions) =>
    operations.listNotifications({ client, query, ...options });

  return {
    ...probes(client, operations),
    ...deadLetters(client, operations),

    /** One page of mails, newest first; addresses are masked unless an admin asks. */
    queued,

    /** All mails, newest first. */
    allQueued: (query?: Omit<Query, 'cursor'>, options?: CallOptions) =>
      pages((cursor) => queued({ ...query, ...cursor }, options)),

    /** One mail as it is sent. For admins. */
    get: async (id: string, options?: CallOptions) => operations.readNotification({ client, path: { id }, ...options }),

    /** Queues a mail to be sent again. For admins. */
    resend: async (id: string, options?: CallOptions) =>
      operations.resendNotification({ client, path: { id }, ...options }),
  };
}
