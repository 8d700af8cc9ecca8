import { parseRetryAfter } from './retry.ts';
import { clientError, ShopError, type ProblemOf, type ShopErrorCode } from './shop-error.ts';

/** Reads an answer's body. */
export type Read<T> = (response: Response, refuse: Refuse) => Promise<T>;

/** Makes the error for an answer that cannot be read. */
export type Refuse = (why: string, cause?: unknown) => ShopError;

/** A good answer's JSON, or its bytes when it is a picture. */
export const readBody: Read<unknown> = async (response, refuse) => {
  if (response.status === 204) return undefined;
  if (response.headers.get('content-type')?.startsWith('image/')) return response.blob();
  return parseJson(await response.text(), refuse);
};

export function parseJson(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw refuse(`This is not JSON: ${text.slice(0, 200)}`, cause);
  }
}

/** The error in an answer: the service's problem, or `client.unexpected_answer` for what a proxy in between made up. */
export async function readProblem(response: Response, at: { instance: string; traceId: string }): Promise<ShopError> {
  const retryAfterSeconds = parseRetryAfter(response.headers.get('retry-after'));
  const { status, statusText } = response;
  const text = await response.text();
  const problem = problemIn(text);
  if (problem) return new ShopError(problem, { retryAfterSeconds });
  const detail = `Not the answer of a service, but ${status} ${statusText}: ${text.slice(0, 200)}`;
  return clientError('client.unexpected_answer', detail, { ...at, status, retryAfterSeconds });
}

function problemIn(text: string): ProblemOf<ShopErrorCode> | undefined {
  try {
    const body = JSON.parse(text) as ProblemOf<ShopErrorCode> | null;
    return typeof body?.code === 'string' && typeof body.status === 'number' ? body : undefined;
  } catch {
    return undefined;
  }
}
