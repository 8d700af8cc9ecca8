import { connect, type Socket } from 'node:net';
import { statementReader } from './postgres-statements.ts';

/** `before`: it never reached the server. `during`: the server got it, nobody waits. `after`: its answer was lost. */
export type Moment = 'before' | 'during' | 'after';

interface Trap {
  pattern: RegExp;
  moment: Moment | 'never';
  sprung: () => void;
}

/** What all connections of a proxy, or of several, are subject to. */
export interface Mood {
  /** New connections are held from the start. */
  held: boolean;
  latencyMs: number;
  isLost: () => boolean;
  traps: Trap[];
}

export const calm = (): Mood => ({ held: false, latencyMs: 0, isLost: () => false, traps: [] });

/** One connection through the proxy. */
export class ProxyLink {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #mood: Mood;
  readonly #read: (chunk: Buffer) => string[];
  #held: boolean;
  /** In the order in which they came, whatever the latency was and is. */
  readonly #pending: { at: number; step: () => void }[] = [];
  #timer: Timer | undefined;
  #loseAnswer: (() => void) | undefined;

  constructor(client: Socket, to: URL, mood: Mood) {
    this.#client = client;
    this.#mood = mood;
    this.#held = mood.held;
    const statements = statementReader();
    this.#read = (chunk) =>
      to.protocol === 'postgres:' ? statements(chunk).map(({ sql }) => sql) : [chunk.toString('latin1')];
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

  reset(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#passDue();
  }

  #pass(step: () => void): void {
    this.#pending.push({ at: performance.now() + this.#mood.latencyMs, step });
    this.#passDue();
  }

  #passDue(): void {
    clearTimeout(this.#timer);
    while (!this.#held && this.#pending[0]) {
      const waitMs = this.#pending[0].at - performance.now();
      if (waitMs > 0) return void (this.#timer = setTimeout(() => this.#passDue(), waitMs));
      this.#pending.shift()?.step();
    }
  }

  #toServer(chunk: Buffer): void {
    if (this.#mood.isLost()) return this.cut();
    const texts = this.#read(chunk);
    const { traps } = this.#mood;
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
    if (this.#mood.isLost()) return this.cut();
    if (!this.#loseAnswer) return void this.#client.write(chunk);
    this.cut();
    this.#loseAnswer();
  }
}
