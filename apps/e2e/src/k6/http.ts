import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { record } from './metrics.ts';

export interface Asked {
  method: string;
  url: string;
  body: string | null;
  headers: Record<string, string>;
}

export interface Answered {
  /** 0 when there was no answer. */
  status: number;
  headers: [string, string][];
  body: string;
  error: string;
  /** Milliseconds. */
  duration: number;
}

interface Params {
  headers?: Record<string, string>;
  tags?: { name?: string };
  /** What `expectedStatuses` gave. */
  responseCallback?: number[];
}

let thread: Worker | undefined;

/** Asks, and waits for the answer. */
function ask(asked: Asked): Answered {
  thread ??= new Worker(new URL('./http-thread.ts', import.meta.url));
  thread.unref();
  const bell = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  thread.postMessage({ asked, bell, port: port2 }, [port2]);
  if (Atomics.wait(bell, 0, 0, 30_000) === 'timed-out') throw new Error('no answer within 30 s');
  const { message } = receiveMessageOnPort(port1) as { message: Answered };
  port1.close();
  return message;
}

/** `retry-after` as k6 shows it, after Go's habit: `Retry-After`. */
const asInGo = (name: string): string => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

function request(method: string, url: string, body: string | null, params: Params = {}) {
  const { headers = {}, tags = {}, responseCallback: expected } = params;
  const answer = ask({ method, url, body, headers });
  const { status, duration } = answer;
  const isExpected = expected ? expected.includes(status) : status >= 200 && status < 400;
  record('http_reqs', 'counter', 1);
  record('http_req_failed', 'rate', isExpected ? 0 : 1);
  record('http_req_duration', 'trend', duration, 'time');
  record(`http_req_duration{name:${tags.name ?? url}}`, 'trend', duration, 'time');
  return {
    url,
    status,
    body: answer.body,
    error: answer.error,
    request: { method },
    headers: Object.fromEntries(answer.headers.map(([name, value]) => [asInGo(name), value])),
    timings: { duration },
    json: (): unknown => JSON.parse(answer.body),
  };
}

/** `k6/http`, as far as the scripts use it. */
export default { request, expectedStatuses: (...statuses: number[]): number[] => statuses };
