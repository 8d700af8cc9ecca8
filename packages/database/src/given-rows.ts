/**
 * Arrays as rows, to be joined to a table: `from ${givenRows('$1::uuid[], $2::int[]', 'id, n')} said`. The limit changes
 * nothing but what the planner expects: of a number it cannot know it takes a tenth, one row, and so looks each up by index.
 * Else a prepared statement that was planned while its table was small reads all of it each time, however large it grows.
 */
export const givenRows = (arrays: string, columns: string): string => {
  const first = /^\$\w+::\w+\[\]/.exec(arrays)?.[0];
  if (!first) throw new Error(`Not like $1::uuid[]: ${arrays}`);
  return `(select * from unnest(${arrays}) as given (${columns}) limit cardinality(${first}))`;
};
