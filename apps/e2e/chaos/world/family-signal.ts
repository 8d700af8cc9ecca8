import { readFileSync } from 'node:fs';
import { signalQuietly } from '@ecomm/tools/shop/process-table';

/**
 * Stops or continues a process with the processes it has started: Postgres is a parent and a child for each session. The
 * parent is stopped first and continued last, so that meanwhile it starts no more.
 */
export function familySignal(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  if (signal === 'SIGSTOP') signalQuietly(pid, signal);
  for (const child of childrenOf(pid)) familySignal(child, signal);
  if (signal === 'SIGCONT') signalQuietly(pid, signal);
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // it has ended, or this is no Linux
  }
}
