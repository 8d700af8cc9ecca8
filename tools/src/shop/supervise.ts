import type { Subprocess } from 'bun';
import { CannotStart } from './cannot-start.ts';
import { eachLine, type Output } from './lines.ts';
import { patience, type ProcessEnd, type ProcessSpec, type Supervision } from './process-spec.ts';
import { signalQuietly } from './process-table.ts';
import { quietly } from './quietly.ts';

/** A process that dies this often without ever having been ready will not become so by one more try. */
const firstAttemptsMax = 5;
const pipe = { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' } as const;

// Whatever ends this process, a bug of its own too, none of its processes stays behind.
const alive = new Set<Supervised>();
process.on('exit', () => {
  for (const one of alive) one.force();
});

/**
 * One process kept alive: started in a session of its own (so that Ctrl-C reaches the supervisor alone), its lines passed
 * on under its name, started again with backoff whatever it dies of, until `stop`.
 */
export class Supervised {
  readonly spec: ProcessSpec;
  restarts = 0;
  /** Asked at each start for variables over those of the spec. */
  extraEnv: (() => Readonly<Record<string, string>>) | undefined;
  /** Of the incarnation before the running one. */
  lastEnd: ProcessEnd | undefined;
  readonly #out: Output;
  readonly #options: Supervision;
  #child: Subprocess<'ignore', 'pipe', 'pipe'> | undefined;
  #wanted = false;
  #everReady = false;
  /** Whether #readiness has been answered, by readiness or by giving up. */
  #settled = false;
  #attempt = 0;
  #startedAt = 0;
  #readyAfterMs = 0;
  #timer: Timer | undefined;
  #readiness = quietly(Promise.withResolvers<void>());
  #lastLines: string[] = [];

  constructor(spec: ProcessSpec, out: Output, options: Supervision = {}) {
    this.spec = spec;
    this.#out = out;
    this.#options = options;
  }

  get name(): string {
    return this.spec.name;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the process is ready; throws `CannotStart` when it does not become so. Does nothing when it runs. */
  async start(): Promise<void> {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#attempt = 0;
      this.#expectReadiness();
      this.#spawn();
    }
    await this.#readiness.promise;
  }

  /** Resolves when the running incarnation, or the next one, is ready, with how long that took from its start. */
  async untilReady(): Promise<number> {
    await this.#readiness.promise;
    return this.#readyAfterMs;
  }

  /** Sends a signal as an accident would: what dies of it is started again, and `untilReady` waits for that. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (!this.#child) return;
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') this.#expectReadiness();
    signalQuietly(this.#child.pid, signal);
  }

  /** Asks it to end (a frozen one is thawed for that) and waits; past the deadline it is killed. */
  async stop(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    signalQuietly(child.pid, this.spec.stopSignal ?? 'SIGTERM');
    signalQuietly(child.pid, 'SIGCONT');
    const deadline = setTimeout(() => this.force(), this.spec.stopWithinMs ?? 16_000);
    await child.exited;
    clearTimeout(deadline);
    signalQuietly(-child.pid, 'SIGKILL');
  }

  /** Ends it at once, with all that it started. */
  force(): void {
    this.#wanted = false;
    clearTimeout(this.#timer);
    if (this.#child) signalQuietly(-this.#child.pid, 'SIGKILL');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  #expectReadiness(): void {
    if (!this.#settled) return;
    this.#settled = false;
    this.#readiness = quietly(Promise.withResolvers<void>());
  }

  #spawn(): void {
    const { argv, cwd, env, user } = this.spec;
    this.#startedAt = performance.now();
    try {
      const child = Bun.spawn(argv, {
        ...pipe,
        ...user,
        ...(cwd ? { cwd } : {}),
        env: { ...env, ...this.extraEnv?.() },
        detached: true,
      });
      this.#child = child;
      alive.add(this);
      this.#options.watcher?.spawned?.(this.spec, child.pid);
      void this.#relayLines(child.stdout);
      void this.#relayLines(child.stderr);
      void child.exited.then(() => this.#onEnd(child));
      void this.#watchReadiness(child.pid);
    } catch (error) {
      this.#giveUp(`${this.name} cannot be started: ${(error as Error).message}`);
    }
  }

  async #relayLines(stream: ReadableStream<Uint8Array>): Promise<void> {
    await eachLine(stream, (line) => {
      if (!line.trim()) return;
      this.#lastLines = [...this.#lastLines.slice(-9), line];
      this.#out.line(this.name, line);
    });
  }

  async #watchReadiness(pid: number): Promise<void> {
    const withinMs = this.spec.readyWithinMs ?? 60_000;
    while (this.pid === pid && this.#wanted) {
      if (await this.spec.ready(pid)) return this.#onReady(pid);
      if (!this.#everReady && this.#uptimeMs() > withinMs)
        return this.#giveUp(`${this.name} is not ready ${withinMs / 1000} s after its start`);
      await Bun.sleep(30);
    }
  }

  #onReady(pid: number): void {
    if (this.pid !== pid) return;
    this.#everReady = true;
    this.#settled = true;
    this.#readyAfterMs = this.#uptimeMs();
    this.#out.say(`${this.name} is ready (${(this.#readyAfterMs / 1000).toFixed(1)} s)`);
    this.#options.watcher?.ready?.(this.spec, pid, this.#readyAfterMs);
    this.#readiness.resolve();
  }

  #onEnd(child: Subprocess): void {
    if (this.#child !== child) return;
    const uptimeMs = this.#uptimeMs();
    this.#child = undefined;
    alive.delete(this);
    signalQuietly(-child.pid, 'SIGKILL');
    const signal = child.signalCode as NodeJS.Signals | null;
    const end: ProcessEnd = { pid: child.pid, code: child.exitCode, signal, asked: !this.#wanted, at: Date.now() };
    this.lastEnd = end;
    this.#options.watcher?.ended?.(this.spec, end);
    if (!this.#wanted) return;
    const why = child.signalCode ? `was ended by ${child.signalCode}` : `ended with code ${child.exitCode}`;
    const { firstMs, maxMs, resetAfterMs } = this.#options.backoff ?? patience;
    if (uptimeMs > resetAfterMs) this.#attempt = 0;
    if (!this.#everReady && this.#attempt + 1 >= firstAttemptsMax)
      return this.#giveUp(`${this.name} ${why} again and again`);
    const waitMs = Math.min(maxMs, firstMs * 2 ** this.#attempt++);
    this.#expectReadiness();
    this.restarts++;
    this.#out.complain(`${this.name} ${why}; starting it again in ${waitMs / 1000} s`);
    this.#timer = setTimeout(() => this.#spawn(), waitMs);
  }

  #giveUp(sentence: string): void {
    this.#wanted = false;
    this.#settled = true;
    const said = this.#lastLines.map((line) => `\n    ${line}`).join('');
    this.#readiness.reject(new CannotStart(said ? `${sentence}. The last it said:${said}` : `${sentence}.`));
    this.force();
  }

  #uptimeMs(): number {
    return performance.now() - this.#startedAt;
  }
}
