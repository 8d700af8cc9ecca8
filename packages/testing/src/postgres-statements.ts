/** A statement that is executed. */
export interface Executed {
  sql: string;
  /** In their text form; throws on one in binary form, which only its type could tell. */
  parameters(): (string | null)[];
}

const sslRequest = 80_877_103;
const gssRequest = 80_877_104;
const binary = 1;

/**
 * Reads what a client sends to Postgres: for each chunk the statements it executes, also those prepared earlier under a
 * name (PostgreSQL documentation, "Message Formats": Query, Parse, Bind).
 */
export function statementReader(): (chunk: Buffer) => Executed[] {
  const prepared = new Map<string, string>();
  let started = false;
  let rest = Buffer.alloc(0);

  const statement = (type: string, body: Buffer): Executed | undefined => {
    const [first, second, end] = twoTexts(body);
    if (type === 'Q') return { sql: first, parameters: () => [] };
    if (type === 'P') prepared.set(first, second);
    const sql = type === 'B' ? prepared.get(second) : undefined;
    return sql === undefined ? undefined : { sql, parameters: () => readParameters(body.subarray(end)) };
  };

  return (chunk) => {
    const found: Executed[] = [];
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const typed = started ? 1 : 0;
      if (rest.length < typed + 4) return found;
      const end = typed + rest.readUInt32BE(typed);
      if (rest.length < end) return found;
      if (started) {
        const executed = statement(String.fromCharCode(rest[0]!), rest.subarray(5, end));
        if (executed) found.push(executed);
      } else started = ![sslRequest, gssRequest].includes(rest.readUInt32BE(4));
      rest = rest.subarray(end);
    }
  };
}

/** The first two texts of a message, each ended by a zero byte, and where they end; empty where there are none. */
function twoTexts(body: Buffer): [string, string, number] {
  const first = body.indexOf(0);
  const second = body.indexOf(0, first + 1);
  if (second < 0) return [body.toString('utf8', 0, Math.max(first, 0)), '', body.length];
  return [body.toString('utf8', 0, first), body.toString('utf8', first + 1, second), second + 1];
}

/** Of Bind: a count of formats with those, then a count of values, each with its length in front; −1 is null. */
function readParameters(body: Buffer): (string | null)[] {
  const formats = Array.from({ length: body.readInt16BE(0) }, (_, n) => body.readInt16BE(2 + 2 * n));
  if (formats.includes(binary)) throw new Error('a parameter comes in binary form');
  let at = 2 + 2 * formats.length;
  const count = body.readInt16BE(at);
  at += 2;
  return Array.from({ length: count }, () => {
    const length = body.readInt32BE(at);
    at += 4;
    if (length < 0) return null;
    at += length;
    return body.toString('utf8', at - length, at);
  });
}
