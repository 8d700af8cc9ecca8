import type { Log } from '@ecomm/runtime/log';
import { Problem } from '@ecomm/runtime/problem';
import type { Reply, Stored } from './handler.ts';
import type { Operation } from './operation.ts';
import { tagOf } from './revalidate.ts';
import { validator, type Validator } from './validate.ts';

/** What a handler answered with a status of its own, on its way to the wire. */
class Answered {
  readonly status: number;
  readonly value: unknown;
  /** Stored text, sent as it is. */
  readonly text: string | undefined;

  constructor(status: number, value: unknown, text?: string) {
    this.status = status;
    this.value = value;
    this.text = text;
  }
}

export const reply = (status: number, body: unknown): Reply<never> =>
  new Answered(status, body) as unknown as Reply<never>;

export const replay = ({ status, body }: Stored, headers: Record<string, string>): Reply => {
  headers['idempotent-replayed'] = 'true';
  return new Answered(status, undefined, body) as unknown as Reply<never>;
};

/** A status with the text of its body; null for none. */
export interface Outcome {
  readonly status: number;
  readonly text: string | null;
  /** Of the text, where everybody is answered alike. */
  readonly tag?: string;
}

/** Turns what a handler returned into what is sent; what its contract does not say is a 500, told to the log only. */
export function outcomeOf(id: string, op: Operation, log: Log): (result: unknown) => Outcome {
  const checks = new Map<number, Validator>();
  for (const [status, schema] of Object.entries(op.responses))
    if (!hasNoBody(Number(status))) checks.set(Number(status), validator(schema));

  /** An object answered again, as a remembered list is, is neither checked nor spelled out again. */
  const sent = new WeakMap<object, Outcome>();
  const isTagged = op.method === 'GET' && op.auth === 'none';
  const broken = (status: number, why: unknown): Problem => {
    log.error({ operation: id, status, why }, 'an answer is not as the contract says');
    return internal();
  };

  return (result) => {
    const answered = result instanceof Answered ? result : undefined;
    const status = answered ? answered.status : op.status;
    if (answered?.text !== undefined) return { status, text: answered.text };
    const value = answered ? answered.value : result;
    if (hasNoBody(status) && status in op.responses)
      return value === undefined ? { status, text: null } : fail(broken(status, 'a body where none is allowed'));
    const expected = checks.get(status);
    if (!expected) throw broken(status, 'the status is not declared');
    const known = sent.get(value as object);
    if (known?.status === status) return known;
    if (!expected.check(value)) throw broken(status, expected.errors(value));
    const text = JSON.stringify(value);
    const outcome = isTagged && status === 200 ? { status, text, tag: tagOf(text) } : { status, text };
    if (value !== null && typeof value === 'object') sent.set(value, outcome);
    return outcome;
  };
}

/** A Response that a handler made itself is sent unchecked, but with a status that its contract knows. */
export function declared(response: Response, id: string, op: Operation, log: Log): Response {
  if (response.status in op.responses) return response;
  log.error({ operation: id, status: response.status }, 'an answer has a status that its contract does not declare');
  throw internal();
}

const hasNoBody = (status: number): boolean => status === 204 || status === 304;

export const internal = (): Problem =>
  new Problem(500, 'internal', 'Something went wrong on our side. The trace_id names this request in our logs.');

const fail = (error: Error): never => {
  throw error;
};
