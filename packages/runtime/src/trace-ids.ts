const poolBytes = 4096;
let pool = '';
let used = 0;

/** Random bytes as hex digits, cut from a pool: asking the system for a few bytes at a time costs ten times as much. */
function random(bytes: number): string {
  if (used + bytes * 2 > pool.length) {
    pool = crypto.getRandomValues(new Uint8Array(poolBytes)).toHex();
    used = 0;
  }
  return pool.slice(used, (used += bytes * 2));
}

/** Of a trace: 32 hex digits (W3C Trace Context, §3.2.2.3). */
export const newTraceId = (): string => random(16);

/** Of a span: 16 hex digits. */
export const newSpanId = (): string => random(8);
