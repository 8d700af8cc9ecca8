import type { KafkaMessage } from 'kafkajs';
import pc from 'picocolors';

interface Received {
  topic: string;
  partition: number;
  message: Pick<KafkaMessage, 'key' | 'value' | 'headers' | 'offset' | 'timestamp'>;
}

/** One event for people (where and when, headers, value), or with `json` for machines: one object a line. */
export function printed(
  { topic, partition, message }: Received,
  { json, colour }: { json: boolean; colour: boolean },
): string {
  const { offset } = message;
  const key = message.key?.toString() ?? null;
  const time = new Date(Number(message.timestamp)).toISOString();
  const headers = Object.fromEntries(
    Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const value = readable(message.value);
  if (json) return JSON.stringify({ topic, partition, offset: Number(offset), time, key, headers, value });
  const paint = pc.createColors(colour);
  const width = Math.max(0, ...Object.keys(headers).map((name) => name.length));
  return [
    paint.bold(`${topic}[${partition}]@${offset}  ${time}  key ${key ?? '(none)'}`),
    ...Object.entries(headers).map(([name, text]) => `  ${paint.cyan(name.padEnd(width))}  ${text}`),
    typeof value === 'string' ? value : JSON.stringify(value, undefined, 2),
    '',
  ].join('\n');
}

/** The JSON a value holds; its text when it holds none. */
function readable(value: Buffer | null): unknown {
  if (!value) return null;
  try {
    return JSON.parse(value.toString()) as unknown;
  } catch {
    return value.toString();
  }
}
