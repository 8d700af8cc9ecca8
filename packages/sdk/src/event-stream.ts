import { parseJson, type Refuse } from './answer.ts';

export interface StreamEvent {
  event: string;
  id: string;
  data: string;
}

/** A service sends a comment every 15 s when it has nothing else to say. */
const defaultSilenceMs = 45_000;

type Events = AsyncGenerator<Omit<StreamEvent, 'data'> & { data: unknown }, void, undefined>;

/**
 * The events of one connection (WHATWG HTML §9.2), their data as JSON. It ends when the connection does, whoever ended it: the service, the
 * network, the caller, or a silence that says it is dead. Leaving the loop closes the connection.
 * @throws ShopError at once for what is no event stream: a page of a proxy in between.
 */
export function eventsOf(
  response: Response,
  connection: AbortController,
  refuse: Refuse,
  silenceMs = defaultSilenceMs,
): Events {
  const type = response.headers.get('content-type') ?? 'no content type';
  if (response.body && /^text\/event-stream\b/i.test(type))
    return readEvents(response.body, connection, refuse, silenceMs);
  void response.body?.cancel();
  throw refuse(`Not an event stream, but ${type}`);
}

async function* readEvents(
  body: ReadableStream<Uint8Array>,
  connection: AbortController,
  refuse: Refuse,
  silenceMs: number,
): Events {
  const reader = body.getReader();
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
