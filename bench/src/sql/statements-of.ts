import type { Heard } from './listening-proxy.ts';

const isEnd = (sql: string): boolean => /^\s*(commit|end)\b/i.test(sql);
const isBegin = (sql: string): boolean => /^\s*(begin|start transaction)\b/i.test(sql);

/**
 * Of what was heard while the same request was made several times: the statements of that request. A timer's are not heard
 * each time; what follows the write of the order, as the relay's, belongs to nobody who waits for the answer.
 */
export function statementsOf(heard: readonly (readonly Heard[])[], isWrite: (sql: string) => boolean): Heard[] {
  const [first = [], ...others] = heard.map((all) => upToWrite(all, isWrite));
  return first.filter(({ sql }, at) => {
    const times = first.slice(0, at + 1).filter((one) => one.sql === sql).length;
    return others.every((all) => all.filter((one) => one.sql === sql).length >= times);
  });
}

/** To the end of the transaction that writes, or to the write itself, without what happened beside it on other connections. */
function upToWrite(heard: readonly Heard[], isWrite: (sql: string) => boolean): Heard[] {
  const write = heard.findIndex(({ sql }) => isWrite(sql));
  if (write < 0) throw new Error('no statement wrote an order');
  const { connection } = heard[write]!;
  const isOurs = (one: Heard): boolean => one.connection === connection;
  const before = (is: (sql: string) => boolean): number =>
    heard.findLastIndex((one, at) => at < write && isOurs(one) && is(one.sql));
  const begin = before(isBegin) > before(isEnd) ? before(isBegin) : -1;
  const commit = heard.findIndex((one, at) => at > write && isOurs(one) && isEnd(one.sql));
  const end = begin < 0 ? write : commit;
  return heard.slice(0, end + 1).filter((one, at) => isOurs(one) || at < begin || (begin < 0 && at < write));
}
