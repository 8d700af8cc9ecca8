import { AsyncLocalStorage } from 'node:async_hooks';

const deadline = new AsyncLocalStorage<number>();

/** Runs `fn` with the promise to answer by `at` (epoch ms); calls made inside get no more time than is left. */
export const answerBy = <T>(at: number, fn: () => T): T => deadline.run(Math.min(at, deadlineAt()), fn);

/** When the answer under way is due (epoch ms); Infinity outside of one. */
export const deadlineAt = (): number => deadline.getStore() ?? Infinity;
