import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { statementReader } from './postgres-statements.ts';

/** `before`: it never reached the server. `during`: the server got it, nobody waits. `after`: its answer was lost. */
export type Moment = 'before' | 'during' | 'after';

export interface Proxy {
  port: number;
  /** The target's URL, by way of the proxy. */
  url: string;
  /** Cuts every connection; new ones are welcome. */
  cut(): void;
  /** Cuts every connection and refuses new ones, until `up`: a crashed server. */
  down(): void;
  up(): Promise<void>;
  /** Nothing passes any more, in either direction, though connections stay and new ones are accepted: a frozen server. */
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

interface Trap {
  pattern: RegExp;
  moment: Moment | 'never';
  sprung: () => void;
}

/** A TCP proxy to `target` (a URL or host:port) on a free port, to make connections fail at will. */
export async function proxy(target: string): Promise<Proxy> {
  const to = new URL(target.includes('://') ? target : `tcp://${target}`);
  const links = new Set<Link>();
  const state: State = { held: false, traps: [] };
  const server = createServer((client) => {
    client.on('error', () => {});
    const link = new Link(client, to, state);
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
    hold: () => {
      state.held = true;
      for (const link of links) link.hold();
    },
    holdCurrent: () => links.forEach((link) => link.hold()),
    release: () => {
      state.held = false;
      for (const link of links) link.release();
    },
    cutAt: (pattern, moment) => new Promise((sprung) => state.traps.push({ pattern, moment, sprung })),
    seen: (pattern) => new Promise((sprung) => state.traps.push({ pattern, moment: 'never', sprung })),
    connections: () => links.size,
    close: () => closeServer(server, cut),
  };
}

function closeServer(server: Server, cut: () => void): Promise<void> {
  cut();
  return new Promise((closed) => server.close(() => closed()));
}

interface State {
  /** New connections are held from the start. */
  held: boolean;
  traps: Trap[];
}

/** One connection through the proxy. */
class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #state: State;
  readonly #read: (chunk: Buffer) => string[];
  #held: boolean;
  #pending: (() => void)[] = [];
  #loseAnswer: (() => void) | undefined;

  constructor(client: Socket, to: URL, state: State) {
    this.#client = client;
    this.#state = state;
    this.#held = state.held;
    this.#read = to.protocol === 'postgres:' ? statementReader() : (chunk) => [chunk.toString('latin1')];
    this.#server = connect(Number(to.port), to.hostname);
    this.#server.on('error', () => this.cut());
    client.on('data', (chunk: Buffer) => this.#pass(() => this.#toServer(chunk)));
    this.#server.on('data', (chunk: Buffer) => this.#pass(() => this.#toClient(chunk)));
    client.on('close', () => this.#pass(() => this.#server.end()));
    this.#server.on('close', () => this.#pass(() => this.#client.end()));
  }

  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    for (const pass of this.#pending.splice(0)) pass();
  }

  #pass(step: () => void): void {
    if (this.#held) this.#pending.push(step);
    else step();
  }

  #toServer(chunk: Buffer): void {
    const texts = this.#read(chunk);
    const { traps } = this.#state;
    const trap = traps.find(({ pattern }) => texts.some((text) => pattern.test(text)));
    if (!trap) return void this.#server.write(chunk);
    traps.splice(traps.indexOf(trap), 1);
    if (trap.moment !== 'before') this.#server.write(chunk);
    if (trap.moment === 'after') this.#loseAnswer = trap.sprung;
    else if (trap.moment === 'never') trap.sprung();
    else if (trap.moment === 'during') {
      this.#server.end();
      this.#client.destroy();
      trap.sprung();
    } else {
      this.cut();
      trap.sprung();
    }
  }

  #toClient(chunk: Buffer): void {
    if (!this.#loseAnswer) return void this.#client.write(chunk);
    this.cut();
    this.#loseAnswer();
  }
}
