import type postgres from 'postgres';

/** Columns that differ from the row that is copied, as SQL over `n`, which counts from the first copy. */
export type Differing = Readonly<Record<string, string>>;

export interface Multiplication {
  table: string;
  /** Of the rows to copy, as SQL. */
  where: string;
  differing: Differing;
  from: number;
  to: number;
}

/** An id that ascends with `n`, as the UUIDv7 of real rows do. */
export const idOf = (space: string): string =>
  `('${space}' || lpad(to_hex(n), 6, '0') || '-0000-7000-8000-000000000000')::uuid`;

/**
 * Copies rows again and again, whatever columns their table has, so that a table becomes large without its service having
 * to work for it.
 */
export async function multiply(
  sql: postgres.Sql,
  { table, where, differing, from, to }: Multiplication,
): Promise<void> {
  if (to < from) return;
  const columns = await sql<{ name: string }[]>`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER' order by ordinal_position`;
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const values = columns.map(({ name }) => differing[name] ?? `"${name}"`).join(', ');
  await sql.begin(async (tx) => {
    // Rows that refer to each other come table by table; what is copied was whole.
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(
      `insert into "${table}" (${names}) select ${values} from "${table}", generate_series(${from}, ${to}) n where ${where}`,
    );
  });
}
