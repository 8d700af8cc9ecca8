import type { Watcher } from '@ecomm/tools/shop/process-spec';
import type { Kill, RunRecord } from './run-record.ts';

export interface Ends {
  watcher: Watcher;
  /** To be told each line that a process writes. */
  hear(process: string, line: string): void;
  /** The harness sends a signal that ends, or freezes, the process. */
  killed(process: string, signal: NodeJS.Signals): void;
  thawed(process: string): void;
}

/** What packages/runtime's failpoint says on stderr before it kills its process. */
const said = /^failpoint (\S+): kill$/;

/**
 * Puts on record how processes end: killed by the harness, by a failpoint (told by its line), or by nobody known; and when
 * the next incarnation is ready. `isOver`: the shop is being stopped, and ends are no news.
 */
export function recordEnds(record: RunRecord, isOver: () => boolean): Ends {
  const open = new Map<string, Kill[]>();
  const kill = (one: Kill): void => {
    record.kills.push(one);
    open.set(one.process, [...(open.get(one.process) ?? []), one]);
  };
  const close = (process: string, which: (one: Kill) => boolean): void => {
    const [left, done] = partition(open.get(process) ?? [], which);
    for (const one of done) one.readyAt = Date.now();
    open.set(process, left);
  };
  return {
    hear: (process, line) => {
      const failpoint = said.exec(line)?.[1];
      if (!failpoint) return;
      // Its line may be read after its end was seen.
      const seen = record.exits.findLastIndex((exit) => exit.process === process && exit.signal === 'SIGKILL');
      if (seen >= 0) record.exits.splice(seen, 1);
      kill({ process, signal: 'SIGKILL', failpoint, at: Date.now() });
    },
    killed: (process, signal) => kill({ process, signal, at: Date.now() }),
    thawed: (process) => close(process, ({ signal }) => signal === 'SIGSTOP'),
    watcher: {
      ready: ({ name }) => close(name, () => true),
      ended: ({ name }, { code, signal, asked, at }) => {
        if (asked || isOver() || open.get(name)?.length) return;
        record.exits.push({ process: name, code, signal, at });
      },
    },
  };
}

const partition = <T>(all: readonly T[], which: (one: T) => boolean): [T[], T[]] => [
  all.filter((one) => !which(one)),
  all.filter(which),
];
