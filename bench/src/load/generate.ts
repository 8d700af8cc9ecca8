import { HttpConnection, type Request } from './http-connection.ts';
import type { Load, Loaded, Requests } from './load.ts';
import { isRefusal } from './placed.ts';
import { inTurn } from './requests.ts';

const pauseMs = 100;
const requestsOf = new Map<string, () => Request>();

/** Makes one load. */
export async function generate({ port, connections, forMs, requests, expected, patient }: Load): Promise<Loaded> {
  const next = await nextOf(requests);
  const open = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(port)));
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  let [answers, refused] = [0, 0];
  const work = async (connection: HttpConnection): Promise<void> => {
    while (performance.now() - startedAt < forMs) {
      const answer = await connection.send(next());
      if (answer.status === expected) answers++;
      else if (patient && isRefusal(answer)) {
        refused++;
        await Bun.sleep(pauseMs);
      } else throw new Error(`the server answered ${answer.status} ${answer.body.toString()}`);
    }
  };
  try {
    await Promise.all(open.map(work));
  } finally {
    for (const connection of open) connection.close();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { answers, refused, seconds, busy: (user + system) / 1e6 / seconds };
}

/** A list that was begun is gone on with by the next load. */
async function nextOf(path: string): Promise<() => Request> {
  let next = requestsOf.get(path);
  if (!next) requestsOf.set(path, (next = inTurn((await Bun.file(path).json()) as Requests)));
  return next;
}
