import type { Client, ClientMeta, RequestResult } from './client.ts';
import type {
  DiscardDeadLetterResponses,
  ListDeadLettersData,
  ListDeadLettersResponses,
  ReadDeadLetterResponses,
  RedriveDeadLetterResponses,
} from './generated/orders/types.gen.ts';
import type { CallOptions } from './options.ts';
import { pages } from './pages.ts';

type Query = NonNullable<ListDeadLettersData['query']>;
type Call = CallOptions & { client: Client; meta?: ClientMeta };
type One<Responses> = (options: Call & { path: { id: string } }) => RequestResult<Responses>;

interface Operations {
  listDeadLetters: (options: Call & { query?: Query | undefined }) => RequestResult<ListDeadLettersResponses>;
  readDeadLetter: One<ReadDeadLetterResponses>;
  redriveDeadLetter: One<RedriveDeadLetterResponses>;
  discardDeadLetter: One<DiscardDeadLetterResponses>;
}

/** What a service could not take from Kafka; the same of every service that reads events. For admins. */
export function deadLetters(client: Client, operations: Operations) {
  const list = async (query?: Query, options?: CallOptions) =>
    operations.listDeadLetters({ client, query, ...options });

  return {
    /** One page of dead letters, newest first. For admins. */
    deadLetters: list,

    /** All dead letters, newest first. For admins. */
    allDeadLetters: (query?: Omit<Query, 'cursor'>, options?: CallOptions) =>
      pages((cursor) => list({ ...query, ...cursor }, options)),

    /** One with its headers and its value. For admins. */
    deadLetter: async (id: string, options?: CallOptions) =>
      operations.readDeadLetter({ client, path: { id }, ...options }),

    /** Handles it now; it has its effect once, however often this is sent. For admins. */
    redriveDeadLetter: async (id: string, options?: CallOptions) =>
      operations.redriveDeadLetter({ client, path: { id }, ...options }),

    /** Settles that it is to have no effect. For admins. */
    discardDeadLetter: async (id: string, options?: CallOptions) =>
      operations.discardDeadLetter({ client, path: { id }, ...options }),
  };
}
