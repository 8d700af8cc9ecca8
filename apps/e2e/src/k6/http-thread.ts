import { parentPort } from 'node:worker_threads';
import type { Asked, Answered } from './http.ts';

// k6 waits for an answer where it asks; here a second thread asks, and the first sleeps until it has answered.
parentPort!.on('message', (request: Request) => void answer(request));

interface Request {
  asked: Asked;
  bell: Int32Array;
  port: MessagePort;
}

async function answer({ asked, bell, port }: Request): Promise<void> {
  port.postMessage(await ask(asked));
  Atomics.store(bell, 0, 1);
  Atomics.notify(bell, 0);
}

async function ask({ method, url, body, headers }: Asked): Promise<Answered> {
  const startedAt = performance.now();
  try {
    const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(10_000) });
    const text = await response.text();
    const duration = performance.now() - startedAt;
    return { status: response.status, headers: [...response.headers], body: text, error: '', duration };
  } catch (error) {
    return { status: 0, headers: [], body: '', error: String(error), duration: performance.now() - startedAt };
  }
}
