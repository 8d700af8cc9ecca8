import { cpuSeconds } from '@ecomm/tools/shop/process-usage';
import type { Contestant } from '../compare/round.ts';
import type { Bench } from '../open-bench.ts';

export interface Target {
  name: string;
  port: number;
  /** Of the server, to ask for its processor time. */
  pid: number;
  /** A file of requests. */
  requests: string;
  /** The status of a good answer; 200 unless told. */
  expected?: number;
  /** It may ask to wait. */
  patient?: boolean;
}

/** Of every closed loop that is compared. */
const connections = 32;

/** A server as a contestant: as many requests as it answers. */
export function served(bench: Pick<Bench, 'load'>, target: Target): Contestant {
  const { name, port, pid, requests, expected = 200, patient = false } = target;
  return {
    name,
    round: async (forMs) => {
      const before = await cpuSeconds(pid);
      const { answers, seconds, busy } = await bench.load({ port, connections, forMs, requests, expected, patient });
      const after = await cpuSeconds(pid);
      const used = before === undefined || after === undefined ? undefined : after - before;
      return {
        perSecond: answers / seconds,
        serverMicros: used === undefined ? undefined : (used * 1e6) / answers,
        clientBusy: busy,
      };
    },
  };
}
