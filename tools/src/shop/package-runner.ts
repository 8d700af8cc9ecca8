import { findProcess, type Running } from './process-table.ts';

const lookEveryMs = 500;
const isRunner = /^(\S*\/)?((npm|npx|pnpm|yarn|bunx)\b|bun(\.exe)? (run|x) |node \S*\/(npm|npx)\b)/;

/**
 * Calls `onEnd` when one of the package runners through which this process was started (npx, `bun run`) is gone: they do
 * not pass every signal on, and one that is killed passes none. Who started without one is not watched.
 */
export async function watchRunners(onEnd: () => void): Promise<void> {
  const runners = runnersAmong(await ancestors());
  if (runners.length === 0) return;
  const look = async (): Promise<void> => {
    const found = await Promise.all(runners.map(({ pid }) => findProcess(pid)));
    if (found.every((one, index) => one?.born === runners[index]?.born)) return;
    clearInterval(timer);
    onEnd();
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
}

async function ancestors(): Promise<Running[]> {
  const found: Running[] = [];
  for (let pid = process.ppid; pid > 1;) {
    const one = await findProcess(pid);
    if (!one) break;
    found.push(one);
    pid = one.parent;
  }
  return found;
}

/** From the nearest up to the last runner; shells between runners are theirs, the shell above them is the user's. */
export function runnersAmong(line: readonly Pick<Running, 'pid' | 'born' | 'command'>[]) {
  const isBetween = /^(\S*\/)?(ba|da|z)?sh -c /;
  const end = line.findIndex(({ command }) => !isRunner.test(command) && !isBetween.test(command));
  const chain = end < 0 ? line : line.slice(0, end);
  return chain.slice(0, chain.findLastIndex(({ command }) => isRunner.test(command)) + 1);
}
