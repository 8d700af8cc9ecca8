import { get } from './http-connection.ts';

export interface StreamRequest {
  port: number;
  path: string;
  token: string;
}

/**
 * One GET of a stream of server-sent events on 127.0.0.1, in as little memory as may be: a thousand of them are watched at once.
 * Gives the data of each event; resolves when the stream is there.
 */
export async function openEventStream({ port, path, token }: StreamRequest, onData: (data: string) => void) {
  const answered = Promise.withResolvers<void>();
  const readLine = dataReader(onData);
  const readChunk = chunkReader(readLine);
  let head: Buffer | undefined = Buffer.alloc(0);
  const take = (chunk: Buffer): void => {
    if (!head) return readChunk(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const [statusLine = ''] = head.toString('latin1', 0, end).split('\r\n');
    if (!statusLine.includes(' 200 ')) return answered.reject(new Error(`a stream was answered ${statusLine}`));
    const body = head.subarray(end + 4);
    head = undefined;
    answered.resolve();
    readChunk(body);
  };
  const end = (): void => answered.reject(new Error('a stream ended'));
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: { data: (_, chunk) => take(chunk), close: end, error: end },
  });
  socket.write(get(path, { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' }));
  await answered.promise;
  return { close: () => void socket.end() };
}

/** Of a body in chunks (RFC 9112, 7.1) the texts. */
function chunkReader(onText: (text: string) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      const sizeEnd = rest.indexOf('\r\n');
      if (sizeEnd < 0) return;
      const start = sizeEnd + 2;
      const end = start + Number.parseInt(rest.toString('latin1', 0, sizeEnd), 16);
      if (rest.length < end + 2) return;
      onText(rest.toString('utf8', start, end));
      rest = rest.subarray(end + 2);
    }
  };
}

/** Of server-sent events the data, which are one line each. */
function dataReader(onData: (data: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith('data:')) onData(line.slice(5).trim());
  };
}
