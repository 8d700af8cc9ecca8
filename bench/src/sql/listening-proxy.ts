import { connect, createServer, type AddressInfo } from 'node:net';
import { statementReader } from '@ecomm/testing/postgres-statements';

/** A statement that was executed. */
export interface Heard {
  sql: string;
  /** In their text form. */
  parameters: readonly (string | null)[];
  /** Which of the client's connections, by number. */
  connection: number;
}

export interface ListeningProxy {
  port: number;
  /** All since the last `take`, in the order in which they were sent. */
  take(): Heard[];
}

/** A way to Postgres on 127.0.0.1 that hears every statement that passes. */
export async function listeningProxy(postgresPort: number, cleanup: AsyncDisposableStack): Promise<ListeningProxy> {
  let heard: Heard[] = [];
  let connections = 0;
  const server = createServer((client) => {
    const connection = connections++;
    const read = statementReader();
    const upstream = connect(postgresPort, '127.0.0.1');
    client.on('data', (chunk: Buffer) => {
      for (const { sql, parameters } of read(chunk)) heard.push({ sql, parameters: parameters(), connection });
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => client.write(chunk));
    for (const end of [client, upstream]) {
      end.setNoDelay(true);
      end.on('error', () => {});
      end.on('close', () => [client, upstream].forEach((other) => other.destroy()));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.defer(() => void server.close());
  return {
    port: (server.address() as AddressInfo).port,
    take: () => {
      const taken = heard;
      heard = [];
      return taken;
    },
  };
}
