import { Metadata, status } from '@grpc/grpc-js';
import { Problem, type ProblemStatus } from '@ecomm/runtime/problem';

/** The trailer that carries a whole problem as JSON, so that the caller throws what the handler threw. */
const trailer = 'problem-bin';

const codes: Partial<Record<ProblemStatus, status>> = {
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  409: status.FAILED_PRECONDITION,
  422: status.INVALID_ARGUMENT,
  429: status.RESOURCE_EXHAUSTED,
  503: status.UNAVAILABLE,
};

/** A problem as a gRPC status. One that has no code here is INTERNAL and says nothing of its cause. */
export function toStatus(problem: Problem): { code: status; details: string; metadata?: Metadata } {
  const code = codes[problem.status];
  if (code === undefined) return { code: status.INTERNAL, details: 'internal error' };
  const { status: httpStatus, code: name, detail, errors, extra, retryAfterSeconds, permanent } = problem;
  const metadata = new Metadata();
  const body = { status: httpStatus, code: name, detail, errors, extra, retryAfterSeconds, permanent };
  metadata.set(trailer, Buffer.from(JSON.stringify(body)));
  return { code, details: detail, metadata };
}

/** The problem in the trailers of a failed call; undefined when the server sent none. */
export function fromTrailers(metadata: Metadata | undefined): Problem | undefined {
  const [bytes] = metadata?.get(trailer) ?? [];
  if (bytes === undefined) return undefined;
  try {
    const { status, code, detail, ...options } = JSON.parse(bytes.toString());
    return status in codes ? new Problem(status, String(code), String(detail), options) : undefined;
  } catch {
    return undefined;
  }
}
