import { createConnection } from 'node:net';

const loopback = '127.0.0.1';

/**
 * Connects, sends `request` and collects what comes until `enough` says so. False when nobody listens, the peer hangs up
 * or nothing useful comes within a second.
 */
function exchange(host: string, port: number, request: Buffer | undefined, enough: (answer: Buffer) => boolean) {
  return new Promise<boolean>((resolve) => {
    let answer = Buffer.alloc(0);
    const socket = createConnection({ host, port });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(1000, () => end(false));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
    socket.on('connect', () => request && socket.write(request));
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      if (enough(answer)) end(true);
    });
  });
}

/** SMTP: the banner. */
export const mailAnswers = (port: number): Promise<boolean> =>
  exchange(loopback, port, undefined, (answer) => answer.toString('latin1').startsWith('220'));

/** Postgres: a startup message is answered by a request to authenticate, not by "starting up". */
export function postgresAnswers(port: number): Promise<boolean> {
  const parameters = Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(parameters.length + 4);
  return exchange(loopback, port, Buffer.concat([length, parameters]), (answer) => answer[0] === 'R'.charCodeAt(0));
}

/**
 * Kafka: Metadata (key 3, version 1, no topic) names a live broker, and FindCoordinator (key 10, version 1, group "r")
 * finds one without error: on a fresh broker that question makes the topic of offsets, which takes a moment.
 */
export async function kafkaAnswers(port: number, host = loopback): Promise<boolean> {
  const metadata = Buffer.from([0, 0, 0, 14, 0, 3, 0, 1, 0, 0, 0, 1, 255, 255, 0, 0, 0, 0]);
  const coordinator = Buffer.from([0, 0, 0, 14, 0, 10, 0, 1, 0, 0, 0, 1, 255, 255, 0, 1, 114, 0]);
  const hasBroker = (answer: Buffer) => answer.length >= 12 && answer.readInt32BE(8) > 0;
  const hasNoError = (answer: Buffer) => answer.length >= 14 && answer.readInt16BE(12) === 0;
  return (await exchange(host, port, metadata, hasBroker)) && (await exchange(host, port, coordinator, hasNoError));
}

/** HTTP: `/readyz` says 200. */
export async function httpAnswers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000), keepalive: false });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
