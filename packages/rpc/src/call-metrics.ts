import { status, type StatusObject } from '@grpc/grpc-js';
import { histogram } from '@ecomm/runtime/metrics';

const served = histogram('rpc_server_call_duration_seconds', 'gRPC calls answered here.', [
  'rpc_method',
  'rpc_response_status_code',
]);
const called = histogram('rpc_client_call_duration_seconds', 'gRPC calls to another service, each attempt by itself.', [
  'rpc_method',
  'rpc_response_status_code',
  'server_name',
]);

/** What a call ended with: an error, also one without a code, or nothing when all is well. */
type Ended = Partial<Pick<StatusObject, 'code'>> | null;

const statusName = (ended: Ended): string => (ended ? (status[ended.code ?? status.UNKNOWN] ?? 'UNKNOWN') : 'OK');
const secondsSince = (began: number): number => (performance.now() - began) / 1_000;
/** `/ecomm.users.UserService/GetUser` without its first slash. */
const methodName = (path: string): string => path.slice(1);

/** A call of ours has been answered; `began` by performance.now(). */
export function answered(path: string, began: number, ended: Ended): void {
  const labels = { rpc_method: methodName(path), rpc_response_status_code: statusName(ended) };
  served.record(secondsSince(began), labels);
}

/** One attempt of a call to `server_name` has ended. */
export function attempted(server_name: string, path: string, began: number, ended: Ended): void {
  const labels = { rpc_method: methodName(path), rpc_response_status_code: statusName(ended), server_name };
  called.record(secondsSince(began), labels);
}
