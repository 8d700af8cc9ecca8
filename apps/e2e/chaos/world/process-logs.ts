import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Output } from '@ecomm/tools/shop/lines';

export interface ProcessLogs extends Output {
  close(): void;
}

/**
 * A file for each process in `folder`, and `shop.log` for the supervisor's own lines, written at once: whoever looks sees
 * all. `hear` is told each line too.
 */
export function processLogs(folder: string, hear: (source: string, text: string) => void): ProcessLogs {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, number>();
  const write = (source: string, text: string): void => {
    const file = files.get(source) ?? openSync(join(folder, `${source}.log`), 'a');
    files.set(source, file);
    writeSync(file, `${text}\n`);
  };
  const own = (level: string) => (text: string) =>
    write('shop', JSON.stringify({ level, time: new Date().toISOString(), msg: text }));
  let closed = false;
  return {
    line: (source, text) => {
      if (closed) return;
      write(source, text);
      hear(source, text);
    },
    say: own('info'),
    complain: own('warn'),
    close: () => {
      closed = true;
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
}
