import { createServer, type AddressInfo, type Server } from 'node:net';
import { calm, ProxyLink, type Moment, type Mood } from './proxy-link.ts';

export type { Moment };

export interface Proxy {
  port: number;
  /** The target's URL, by way of the proxy. */
  url: string;
  /** Cuts every connection; new ones are welcome. */
  cut(): void;
  /** The same with a TCP reset: both ends get an error instead of an end. */
  reset(): void;
  /** Cuts every connection and refuses new ones, until `up`: a crashed server. */
  down(): void;
  up(): Promise<void>;
  /** Each chunk arrives this much later, each way; 0 from then on as before. */
  latency(ms: number): void;
  /** This share of the chunks is lost for good, which above TCP is a connection that breaks; 0 from then on none. */
  lossy(share: number, random?: () => number): void;
  /**
   * Nothing passes any more, in either direction, though connections stay and new ones are accepted: a frozen server, a
   * black hole.
   */
  hold(): void;
  /** The same for the connections of now; later ones work: half-open connections. */
  holdCurrent(): void;
  /** What was held passes on. */
  release(): void;
  /**
   * Cuts the connection on which, next, `pattern` goes to the server: in the bytes sent, or with a postgres:// target in
   * the SQL executed. Resolves when it has happened.
   */
  cutAt(pattern: RegExp, moment: Moment): Promise<void>;
  /** Resolves when, next, `pattern` has gone to the server, as in `cutAt`, and cuts nothing. */
  seen(pattern: RegExp): Promise<void>;
  connections(): number;
  close(): Promise<void>;
}

/** A TCP proxy to `target` (a URL or host:port) on a free port, to make connections fail at will. */
export async function proxy(target: string, mood: Mood = calm()): Promise<Proxy> {
  const to = new URL(target.includes('://') ? target : `tcp://${target}`);
  const links = new Set<ProxyLink>();
  const server = createServer((client) => {
    client.on('error', () => {});
    const link = new ProxyLink(client, to, mood);
    links.add(link);
    client.on('close', () => links.delete(link));
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(to);
  url.host = `127.0.0.1:${port}`;
  const cut = (): void => links.forEach((link) => link.cut());
  return {
    port,
    url: url.toString(),
    cut,
    down: () => {
      server.close();
      cut();
    },
    up: () => listen(port),
    reset: () => links.forEach((link) => link.reset()),
    latency: (ms) => void (mood.latencyMs = ms),
    lossy: (share, random = Math.random) => void (mood.isLost = () => share > 0 && random() < share),
    hold: () => {
      mood.held = true;
      for (const link of links) link.hold();
    },
    holdCurrent: () => links.forEach((link) => link.hold()),
    release: () => {
      mood.held = false;
      for (const link of links) link.release();
    },
    cutAt: (pattern, moment) => new Promise((sprung) => mood.traps.push({ pattern, moment, sprung })),
    seen: (pattern) => new Promise((sprung) => mood.traps.push({ pattern, moment: 'never', sprung })),
    connections: () => links.size,
    close: () => closeServer(server, cut),
  };
}

function closeServer(server: Server, cut: () => void): Promise<void> {
  cut();
  return new Promise((closed) => server.close(() => closed()));
}
