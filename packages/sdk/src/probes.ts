import type { Client, ClientMeta, RequestResult } from './client.ts';
import type { ReadHealthResponses, ReadLivezResponses, ReadReadyzResponses } from './generated/users/types.gen.ts';
import type { CallOptions } from './options.ts';

type Probe<Responses> = (options: CallOptions & { client: Client; meta?: ClientMeta }) => RequestResult<Responses>;

interface Probes {
  readHealth: Probe<ReadHealthResponses>;
  readLivez: Probe<ReadLivezResponses>;
  readReadyz: Probe<ReadReadyzResponses>;
}

/** What every service says about itself. "Down" is an answer here, not an error, and is not asked again. */
export function probes(client: Client, { readHealth, readLivez, readReadyz }: Probes) {
  const meta = { repeatable: false, answers: [503] };
  return {
    /** How the service and what it depends on are. */
    health: async (options?: CallOptions) => readHealth({ client, meta, ...options }),

    /** Whether the process lives. */
    livez: async (options?: CallOptions) => readLivez({ client, meta, ...options }),

    /** Whether to send it requests. */
    readyz: async (options?: CallOptions) => readReadyz({ client, meta, ...options }),
  };
}
