export interface Values {
  client_id: number;
  n: number;
  buyer: number;
}

/** A statement of a script for a driver: `$1`, `$2` … in place of pgbench's variables, with the names of those. */
export function forDriver(step: string): { sql: string; names: (keyof Values)[] } {
  const names: (keyof Values)[] = [];
  const sql = step.replaceAll(/(?<!:):(client_id|n|buyer)\b/g, (_, name: keyof Values) => `$${names.push(name)}`);
  return { sql, names };
}
