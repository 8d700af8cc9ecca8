import { pino, type LogFn, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { here } from './trace.ts';

export type Log = Logger;

export interface LogOptions {
  service: string;
  level?: string;
  /** `json`: one object a line, for machines. `text`: for people. */
  format?: 'json' | 'text';
  /** Where lines go, for text a real Writable; standard output unless told. */
  stream?: { write(line: string): void };
}

const secrets = ['password', 'current_password', 'new_password', 'token', 'refresh_token', 'authorization', 'smtp_url'];

/** The log of one process: every line names its service and, inside a request or an event, its trace and span. */
export function logger({ service, level = 'info', format = 'text', stream }: LogOptions): Log {
  const family = new Set<Log>();
  const out = format === 'json' ? (stream ?? pino.destination({ dest: 1, sync: true })) : pretty(prettyOptions(stream));
  const log: Log = pino(
    {
      level,
      onChild: (child) => void family.add(child),
      base: { service },
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const place = here();
        return place ? { trace_id: place.traceId, span_id: place.spanId } : {};
      },
      ...(format === 'text' ? { hooks: { logMethod: sayShortly } } : {}),
    },
    out,
  );
  families.set(log, family.add(log));
  return log;
}

/** A log and its children: few, made once, and each with a level of its own. */
const families = new WeakMap<Log, ReadonlySet<Log>>();

/** Sets the level of a log and of all its children. */
export function setLevel(log: Log, level: string): void {
  for (const one of families.get(log) ?? [log]) one.level = level;
}

/** For people, what is only a warning shows its error as one line; machines get all of it. */
function sayShortly(this: Log, args: Parameters<LogFn>, write: LogFn, level: number): void {
  const [first, ...message] = args as unknown[];
  const { err, ...rest } = (typeof first === 'object' && first ? first : {}) as { err?: unknown };
  const isShort = level < errorLevel && err instanceof Error;
  const said = isShort ? [{ ...rest, reason: `${err.name}: ${err.message}` }, ...message] : args;
  write.apply(this, said as Parameters<LogFn>);
}

const errorLevel = 50;

const prettyOptions = (stream: LogOptions['stream']): pretty.PrettyOptions => ({
  colorize: process.stdout.isTTY,
  ignore: 'pid,hostname,service',
  translateTime: 'HH:MM:ss.l',
  singleLine: true,
  sync: true,
  ...(stream ? { destination: stream } : {}),
});
