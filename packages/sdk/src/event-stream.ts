import { parseJson, type Refuse } from './answer.ts';

export interface StreamEvent {
  event: string;
  id: string;
  data: string;
}

/** A service sends a comment every 15 s when it has nothing else to say. */
const defaultSilenceMs = 45_000;

/**
 * The events of one connection (WHATWG HTML §9.2), their data as JSON. It ends when the connection does, whoever ended it: the service, the
 * network, the caller, or a silence that says it is dead. Leaving the loop closes the connection.
 */
export async function* eventsOf(
  response: Response,
  connection: AbortController,
  refuse: Refuse,
  silenceMs = defaultSilenceMs,
): AsyncGenerator<Omit<StreamEvent, 'data'> & { data: unknown }, void, undefined> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  const parse = eventParser();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      timer = setTimeout(() => connection.abort(), silenceMs);
      const chunk = await reader.read().catch(() => ({ done: true, value: undefined }));
      clearTimeout(timer);
      if (chunk.done) return;
      for (const event of parse(decoder.decode(chunk.value, { stream: true }))) {
        yield { ...event, data: parseJson(event.data, refuse) };
      }
    }
  } finally {
    clearTimeout(timer);
    connection.abort();
  }
}

/** Takes the text as it comes, in pieces of any length; gives each event that is complete. */
export function eventParser(): (text: string) => StreamEvent[] {
  let rest = '';
  let fields: Record<string, string> = {};
  return (text) => {
    const events: StreamEvent[] = [];
    const lines = (rest + text).split(/\r\n|\n|\r(?=[^\n])/); // a \r at the end may yet become \r\n
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, name, value = ''] = /^([^:]+)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (name) fields[name] = name === 'data' && fields.data !== undefined ? `${fields.data}\n${value}` : value;
      if (line !== '') continue;
      const { event = 'message', id = '', data } = fields;
      if (data !== undefined) events.push({ event, id, data });
      fields = {};
    }
    return events;
  };
}
