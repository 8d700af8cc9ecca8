import { HttpConnection, type RawAnswer } from './http-connection.ts';

/** Keep-alive connections for requests at a given rate: one that is free, else a new one. */
export class Connections {
  readonly #port: number;
  readonly #free: HttpConnection[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  async send(request: string): Promise<RawAnswer> {
    const connection = this.#free.pop() ?? (await HttpConnection.open(this.#port));
    const answer = await connection.send(request);
    this.#free.push(connection);
    return answer;
  }

  close(): void {
    for (const connection of this.#free.splice(0)) connection.close();
  }
}
