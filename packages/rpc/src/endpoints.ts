export interface Endpoint<C> {
  readonly url: string;
  client: C;
  /** Not chosen before (epoch ms) while another can be. */
  restingUntil: number;
  deadlinesInARow: number;
}

export type Outcome = 'answered' | 'unreachable' | 'late';

const restMs = 1_000;
/** A channel can be half open for good: the client itself would go on trusting it. */
const deadlinesMax = 5;

/** The addresses of one service, in turn; one that fails rests a second while others are there. */
export function endpoints<C extends { close(): void }>(urls: readonly string[], connect: (url: string) => C) {
  const all: Endpoint<C>[] = urls.map((url) => ({ url, client: connect(url), restingUntil: 0, deadlinesInARow: 0 }));
  let turn = 0;

  const next = (): Endpoint<C> => {
    const order = all.map((_, index) => all[(turn + index) % all.length]).filter((one) => one !== undefined);
    const [first] = order;
    const chosen = order.find(({ restingUntil }) => restingUntil <= Date.now()) ?? first;
    if (!chosen) throw new Error('a client needs an address');
    turn = (all.indexOf(chosen) + 1) % all.length;
    return chosen;
  };
  const report = (endpoint: Endpoint<C>, outcome: Outcome): void => {
    endpoint.restingUntil = outcome === 'answered' ? 0 : Date.now() + restMs;
    endpoint.deadlinesInARow = outcome === 'late' ? endpoint.deadlinesInARow + 1 : 0;
    if (endpoint.deadlinesInARow < deadlinesMax) return;
    endpoint.client.close();
    endpoint.client = connect(endpoint.url);
    endpoint.deadlinesInARow = 0;
  };
  return { next, report, close: () => all.forEach(({ client }) => client.close()) };
}
