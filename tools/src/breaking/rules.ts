import { eventRules } from './rules-of-events.ts';
import { grpcRules } from './rules-of-grpc.ts';
import { restRules } from './rules-of-rest.ts';

/** What breaks somebody, each with the way to reach the same end without. */
export const rules = { ...restRules, ...grpcRules, ...eventRules };

export type RuleId = keyof typeof rules;

/** What the gate takes for compatible though one might ask; shown by --explain. */
export const allowed = `Compatible: new operations, optional parameters and request fields, response fields (clients ignore what they do not know), looser
bounds of requests, tighter ones of responses, bounds of a response that grow (clients do not check them), new error statuses (an unknown 4xx is
a 400, an unknown 5xx a 500) and problem codes, problem codes and error statuses that are gone, another name of a path parameter; optional event
fields, new event types on topics of their own; new gRPC methods, messages and fields.
Not seen: in proto3 a field that code needs from now on looks like one it does not need, so say it in the method's description and accept its absence;
a string field's new values (a status, say) are behaviour, not contract.`;
