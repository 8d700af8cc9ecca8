import { availableParallelism, cpus, totalmem } from 'node:os';

/** What the figures were measured on, in one line. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() || process.arch;
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return `${availableParallelism()} cores (${model}), ${memory}, ${process.platform}, Bun ${Bun.version}`;
}
