/** A statement with parameters by name. */
export interface NamedSql {
  /** With $1, $2 …, as `runSql` and `commitSql` take it. */
  readonly text: string;
  /** The parameters in their order; throws for one that is missing. */
  values(of: Readonly<Record<string, unknown>>): unknown[];
}

/** Numbers the parameters of SQL that calls them `$order_id`, `$lines` …, for statements with too many to count. */
export function namedSql(sql: string): NamedSql {
  const names: string[] = [];
  const numbered = sql.replaceAll(/\$([a-z]\w*)/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return {
    text: numbered,
    values: (of) =>
      names.map((name) => {
        if (of[name] === undefined) throw new Error(`the statement's parameter ${name} is missing`);
        return of[name];
      }),
  };
}
