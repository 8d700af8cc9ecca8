/** Statements are few and written in code; what is built of parts by and by must not fill the memory. */
const knownMax = 1_000;
const known = new Map<string, string>();

const lengthMax = 120;

/**
 * What a statement does to which tables, without any value: `SELECT products`, `INSERT orders`, and for a statement of
 * several parts all that it writes, `UPDATE payments INSERT payment_entries` (OpenTelemetry, db.query.summary). Read by
 * words, not by grammar: good enough for a name.
 */
export function querySummary(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const summary = summarize(text).slice(0, lengthMax);
  if (known.size < knownMax) known.set(text, summary);
  return summary;
}

const words =
  /\b(?:(?<write>insert\s+into|delete\s+from|(?<!for\s|key\s|do\s)update)|(?<read>from|join))\s+(?:only\s+)?(?<target>"?[a-z_][\w."]*)(?<call>\s*\()?|\bselect\s+(?<called>[a-z_]\w*(?=\())?/gi;

const noTables = new Set(['select', 'lateral', 'set', 'values', 'unnest', 'rows']);

function summarize(text: string): string {
  const sql = text.replace(/'(?:[^']|'')*'/g, "''").replace(/--.*$/gm, '');
  const ofStatement = new Set(
    [...sql.matchAll(/([a-z_]\w*)\s+as\s+(?:not\s+)?(?:materialized\s+)?\(/gi)].map(([, name]) => name),
  );
  const isTable = (name: string): boolean => !ofStatement.has(name) && !noTables.has(name.toLowerCase());
  const parts: { verb: string; targets: Set<string> }[] = [];
  let called: string | undefined;
  for (const { groups } of sql.matchAll(words)) {
    const { write, read, target = '', call, called: fn } = groups!;
    const name = target.replaceAll('"', '').split('.').at(-1)!;
    if (write) parts.push({ verb: write.split(/\s/)[0]!.toUpperCase(), targets: new Set([name]) });
    else if (!read) {
      called ??= fn;
      if (parts.at(-1)?.verb !== 'SELECT') parts.push({ verb: 'SELECT', targets: new Set() });
    } else if (parts.at(-1)?.verb === 'SELECT' && !call && isTable(name)) parts.at(-1)!.targets.add(name);
  }
  const writes = parts.filter(({ verb }) => verb !== 'SELECT');
  const told = writes.length > 0 ? writes : parts.filter(({ targets }) => targets.size > 0);
  if (told.length > 0) return told.map(({ verb, targets }) => [verb, ...targets].join(' ')).join(' ');
  const verb = /^\s*([a-z]+)/i.exec(sql)?.[1]?.toUpperCase() ?? 'SQL';
  return verb === 'SELECT' && called ? `SELECT ${called}` : verb;
}
