import { givenRows } from './given-rows.ts';

/** Rows as parameters of one `namedSql` statement, an array for each column. */
export interface RowSet<Column extends string> {
  /** They stand in a `from` under their name. */
  readonly sql: string;
  /** The same with their numbers, from 1, as the column `n`. */
  readonly numbered: string;
  /** The same where they are joined to a table, whose rows are then looked up by index (`givenRows`). */
  readonly joined: string;
  values(rows: readonly Readonly<Record<Column, string | number | null>>[]): Record<string, unknown[]>;
}

/** `columns` says the type of each: `rowSet('line', { order_id: 'uuid', quantity: 'int' })`. */
export function rowSet<Column extends string>(name: string, columns: Readonly<Record<Column, string>>): RowSet<Column> {
  const names = Object.keys(columns) as Column[];
  const arrays = names.map((column) => `$${name}_${column}::${columns[column]}[]`);
  return {
    joined: `${givenRows(arrays.join(', '), names.join(', '))} ${name}`,
    numbered: `unnest(${arrays.join(', ')}) with ordinality as ${name}(${names.join(', ')}, n)`,
    sql: `unnest(${arrays.join(', ')}) as ${name}(${names.join(', ')})`,
    values: (rows) => Object.fromEntries(names.map((column) => [`${name}_${column}`, rows.map((row) => row[column])])),
  };
}
