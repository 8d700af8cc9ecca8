export interface Received {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** What a text/event-stream answer sends, as it comes. */
export interface Following {
  readonly events: Received[];
  /** Lines that only keep the connection alive or say why it ends. */
  readonly comments: string[];
  /** Fulfilled when the stream has ended: `true` when the server ended it, `false` when the connection was lost. */
  readonly ended: Promise<boolean>;
  /** Goes away. */
  leave(): Promise<void>;
}

/** Reads a text/event-stream answer in the background (WHATWG HTML §9.2.6, as far as servers of ours use it). */
export function follow(response: Response): Following {
  const events: Received[] = [];
  const comments: string[] = [];
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const take = (block: string): void => {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name, value] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
      if (name === '') comments.push(value!);
      else fields.set(name!, value!);
    }
    if (fields.has('data'))
      events.push({ event: fields.get('event') ?? 'message', id: fields.get('id') ?? '', data: fields.get('data')! });
  };
  const read = async (): Promise<boolean> => {
    let rest = '';
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return true;
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop()!;
        for (const block of blocks) take(block);
      }
    } catch {
      return false;
    }
  };
  return { events, comments, ended: read(), leave: () => reader.cancel().catch(() => {}) };
}
