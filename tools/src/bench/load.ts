import { HttpConnection } from './http-connection.ts';
import { cpuSeconds } from './process-usage.ts';

export interface Target {
  port: number;
  /** Of the server, to ask for its processor time. */
  pid: number;
  /** The next request, spelled out. */
  request(): string;
}

export interface Round {
  perSecond: number;
  /** Processor time of the server for a request; undefined where the system does not tell. */
  serverMicros: number | undefined;
  /** How much of one core this process, which makes the load, was busy: near 1 it is itself what is measured. */
  clientBusy: number;
}

const connections = 32;

/** Closed loop: each connection sends its next request when it has the answer to the last. Throws on any other than 200. */
export async function load({ port, pid, request }: Target, forMs: number): Promise<Round> {
  const open = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(port)));
  const [clientBefore, serverBefore, startedAt] = [process.cpuUsage(), await cpuSeconds(pid), performance.now()];
  let answers = 0;
  await Promise.all(
    open.map(async (connection) => {
      while (performance.now() - startedAt < forMs) {
        const { status, body } = await connection.send(request());
        if (status !== 200) throw new Error(`the server answered ${status} ${body.toString()}`);
        answers++;
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const serverAfter = await cpuSeconds(pid);
  const { user, system } = process.cpuUsage(clientBefore);
  for (const connection of open) connection.close();
  return {
    perSecond: answers / seconds,
    serverMicros:
      serverBefore === undefined || serverAfter === undefined
        ? undefined
        : ((serverAfter - serverBefore) * 1e6) / answers,
    clientBusy: (user + system) / 1e6 / seconds,
  };
}
