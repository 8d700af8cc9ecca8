import pc from 'picocolors';

/** Where the lines of all processes go: one stream for people, or one JSON object a line for machines. */
export interface Output {
  /** One line that `source` wrote. */
  line(source: string, text: string): void;
  /** One line of the supervisor's own. */
  say(text: string): void;
  complain(text: string): void;
}

export interface OutputOptions {
  format: 'text' | 'json';
  /** Width of the column of names. */
  width?: number;
  colour?: boolean;
  write?: (line: string) => void;
}

const own = 'shop';
const palette = ['cyan', 'yellow', 'magenta', 'green', 'blue', 'cyanBright', 'yellowBright', 'magentaBright'] as const;

export function output({ format, width = 16, colour = false, write = toStdout }: OutputOptions): Output {
  if (format === 'json') return jsonOutput(write);
  const paint = pc.createColors(colour);
  const painters = new Map([[own, paint.bold]]);
  const line = (source: string, text: string) => {
    const painter = painters.get(source) ?? paint[palette[(painters.size - 1) % palette.length] ?? 'cyan'];
    painters.set(source, painter);
    write(`${painter(source.padEnd(width))} ${paint.dim('|')} ${text}`);
  };
  const each = (text: string, take: (one: string) => void): void => text.split('\n').forEach(take);
  return {
    line,
    say: (text) => each(text, (one) => line(own, one)),
    complain: (text) => each(text, (one) => line(own, paint.red(one))),
  };
}

/** For tests and for shops that nobody watches. */
export const silent: Output = { line: () => {}, say: () => {}, complain: () => {} };

function jsonOutput(write: (line: string) => void): Output {
  const wrap = (service: string, level: string, msg: string) =>
    write(JSON.stringify({ level, time: new Date().toISOString(), service, msg }));
  return {
    line: (source, text) => (isJsonObject(text) ? write(text) : wrap(source, 'info', text)),
    say: (text) => wrap(own, 'info', text),
    complain: (text) => wrap(own, 'error', text),
  };
}

function isJsonObject(text: string): boolean {
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const lineLengthMax = 64 * 1024;

/** Cuts a stream of bytes into lines, whatever the chunks; a line over 64 KiB is cut, so that memory stays bounded. */
export async function eachLine(stream: ReadableStream<Uint8Array>, take: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line.replace(/\r$/, ''));
    if (rest.length > lineLengthMax) {
      take(rest);
      rest = '';
    }
  }
  rest += decoder.decode();
  if (rest) take(rest);
}

// A terminal that was closed makes every write fail; the supervisor still has processes to stop.
process.stdout.on('error', () => {});

function toStdout(line: string): void {
  process.stdout.write(`${line}\n`);
}
