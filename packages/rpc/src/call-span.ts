import { status } from '@grpc/grpc-js';
import type { About, Span } from '@ecomm/runtime/span';

const abouts = new Map<string, About>();

/** What is said of every call of a method, by OpenTelemetry's conventions for RPC; `path` is `/package.Service/Method`. */
export function aboutCall(kind: 'client' | 'server', path: string): About {
  const key = kind + path;
  let about = abouts.get(key);
  if (!about) {
    const name = path.slice(1);
    about = { name, kind, attributes: { 'rpc.system.name': 'grpc', 'rpc.method': name } };
    abouts.set(key, about);
  }
  return about;
}

/** Those that say something of the server and not of what it was asked. */
const failures: ReadonlySet<status> = new Set([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/** Ends a call's span. For who called, a refusal is an error too, but none to be told of alone. */
export function recordOutcome(span: Span, code: status, url?: string): void {
  const isFailure = failures.has(code);
  const name = status[code];
  if (isFailure || (url !== undefined && code !== status.OK)) span.fail(name, isFailure);
  if (span.isKept) span.set({ 'rpc.status_code': name, ...(url === undefined ? {} : serverOf(url)) });
  span.end();
}

function serverOf(url: string) {
  const colon = url.lastIndexOf(':');
  return { 'server.address': url.slice(0, colon), 'server.port': Number(url.slice(colon + 1)) };
}
