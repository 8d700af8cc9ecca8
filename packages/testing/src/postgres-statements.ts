const sslRequest = 80_877_103;
const gssRequest = 80_877_104;

/**
 * Reads what a client sends to Postgres: for each chunk, the SQL of the statements it executes, also of those prepared
 * earlier under a name (PostgreSQL documentation, "Message Formats": Query, Parse, Bind).
 */
export function statementReader(): (chunk: Buffer) => string[] {
  const prepared = new Map<string, string>();
  let started = false;
  let rest = Buffer.alloc(0);

  const statement = (type: string, body: Buffer): string | undefined => {
    const [first = '', second = ''] = body.toString('latin1').split('\0');
    if (type === 'Q') return first;
    if (type === 'P') prepared.set(first, second);
    return type === 'B' ? prepared.get(second) : undefined;
  };

  return (chunk) => {
    const found: string[] = [];
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const typed = started ? 1 : 0;
      if (rest.length < typed + 4) return found;
      const end = typed + rest.readUInt32BE(typed);
      if (rest.length < end) return found;
      if (started) {
        const sql = statement(String.fromCharCode(rest[0]!), rest.subarray(5, end));
        if (sql !== undefined) found.push(sql);
      } else started = ![sslRequest, gssRequest].includes(rest.readUInt32BE(4));
      rest = rest.subarray(end);
    }
  };
}
