import type { Socket } from 'bun';

/** Spelled out; as bytes, when it is sent often. */
export type Request = string | Uint8Array;

export interface RawAnswer {
  status: number;
  body: Buffer;
}

/**
 * One keep-alive connection to 127.0.0.1 that carries one request at a time, already spelled out. It does next to
 * nothing for each, so that it is not the client that is measured. Only answers with a Content-Length are understood.
 */
export class HttpConnection {
  #socket: Socket | undefined;
  #received: Buffer | undefined;
  #waiting: PromiseWithResolvers<RawAnswer> | undefined;

  static async open(port: number): Promise<HttpConnection> {
    const connection = new HttpConnection();
    connection.#socket = await Bun.connect({
      hostname: '127.0.0.1',
      port,
      socket: {
        data: (_, chunk) => connection.#take(chunk),
        close: () => connection.#fail(new Error('the server closed the connection')),
        error: (_, error) => connection.#fail(error),
      },
    });
    return connection;
  }

  send(request: Request): Promise<RawAnswer> {
    this.#waiting = Promise.withResolvers();
    const written = this.#socket?.write(request) ?? 0;
    if (written < Buffer.byteLength(request)) this.#fail(new Error('the connection does not take a whole request'));
    return this.#waiting.promise;
  }

  close(): void {
    this.#socket?.end();
  }

  #take(chunk: Buffer): void {
    const all = this.#received ? Buffer.concat([this.#received, chunk]) : chunk;
    this.#received = all;
    const headEnd = all.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = all.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) return this.#fail(new Error(`an answer without a length: ${head}`));
    const bodyStart = headEnd + 4;
    const end = bodyStart + Number(length);
    if (all.length < end) return;
    this.#received = undefined;
    // "HTTP/1.1 200 OK"
    this.#waiting?.resolve({ status: Number(head.slice(9, 12)), body: all.subarray(bodyStart, end) });
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
  }
}

type Headers = Readonly<Record<string, string>>;

/** A request without a body. */
export const get = (path: string, headers: Headers = {}): string => request('GET', path, headers, '');

export const post = (path: string, headers: Headers, body: string): string =>
  request('POST', path, { ...headers, 'Content-Length': String(Buffer.byteLength(body)) }, body);

function request(method: string, path: string, headers: Headers, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${lines.join('')}\r\n${body}`;
}
