import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Bar, Fault } from '../fault.ts';
import type { Kill } from '../record/run-record.ts';
import type { Sample } from '../record/samples.ts';

/** What became of one fault: a line of results.jsonl, and a row of the report. */
export interface Result {
  fault: string;
  group: Fault['group'] | 'soak';
  says: string;
  seed: number;
  /** Which shop of the run it was tried on: an audit looks at all that its shop has done. */
  shop: string;
  /** `2 copies`, `orders=3` … */
  copies: string;
  /** `spoiled`: it could not be carried out, or the shop never came to rest; what broke first is in `why`. */
  outcome: 'held' | 'broke' | 'skipped' | 'spoiled';
  why?: string;
  from: number;
  until: number;
  endedAt: number;
  orders: { acked: number; failed: number; unknown: number };
  bars: Bar[];
  /** Empty where no audit followed. */
  invariants: Checked[];
  violations: Broken[];
  /** Of the first order that is named in a violation. */
  story?: string;
  kills: Kill[];
  samples: Sample[];
}

export interface Checked {
  invariant: string;
  says: string;
  checked: number;
  violations: number;
  note?: string;
}

export interface Broken {
  invariant: string;
  sentence: string;
  orderId?: string;
}

export async function appendResult(file: string, result: Result): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify(result)}\n`);
}

/** The results of a run that was cut short; a last line that was half written counts for nothing. */
export async function readResults(file: string): Promise<Result[]> {
  const lines = (await Bun.file(file).text()).split('\n');
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Result];
    } catch {
      return [];
    }
  });
}
