import { join } from 'node:path';
import type { Service } from '../shop/services.ts';
import type { Material } from './material.ts';

/** The part of an OpenAPI document that is looked at here. */
export interface Document {
  paths: Record<string, Record<string, DocumentedOperation>>;
}

interface DocumentedOperation {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema?: ProblemSchema }> }>;
}

interface ProblemSchema {
  properties?: { code?: { enum?: string[]; const?: string } };
}

/** What positive_data_acceptance takes by itself. */
const accepted = ['2xx', '3xx', '401', '403', '404', '409', '429', '5xx'];
/** A stream that was asked to go on from an event says nothing until the next: it is not waited for longer. */
const streamSeconds = 1;

/**
 * schemathesis.toml for one service and one token. Every check of Schemathesis is on, `all`; it is told what a document
 * cannot say: real ids, so that requests reach more than a 404, and which refusals are about more than the form.
 */
export function settings(service: Service, document: Document, token: string, material: Material): string {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  return [
    `hooks = ${toml(join(import.meta.dir, 'hooks.py'))}`,
    // Its colours, cassettes and database of examples would outlive the run.
    'color = false',
    'output = { sanitization = { enabled = false } }',
    'generation = { database = "none" }',
    'checks = { enabled = true }',
    `auth.openapi.BearerAuth = { bearer = ${toml(token)} }`,
    ...dictionaries(ids[service]?.(material) ?? {}),
    ...operations.flatMap(refusals),
    ...operations
      .filter(isStream)
      .flatMap(({ operationId }) => [
        '[[operations]]',
        `include-operation-id = ${toml(operationId)}`,
        'max-stream-events = 1',
        `request-timeout = ${streamSeconds}`,
      ]),
    '',
  ].join('\n');
}

/** Where a service's ids go, by the parameters of its document. */
const ids: Partial<Record<Service, (material: Material) => Record<string, (string | number)[]>>> = {
  users: ({ customer }) => ({ 'path.id': [customer] }),
  products: ({ pictures }) => ({ 'path.id': [1, 2, 3], 'path.name': pictures }),
  orders: ({ customer, orders }) => ({
    'path.id': orders,
    'path.userId': [customer],
    'body.items[*].product_id': [1, 2, 3],
  }),
  payments: ({ orders, payments }) => ({
    'path.transactionId': payments,
    'body.order_id': orders,
    'query.order_id': orders,
  }),
  notifications: ({ mails }) => ({ 'path.id': mails }),
};

/** Half of the time a real one. */
function dictionaries(values: Record<string, (string | number)[]>): string[] {
  return Object.entries(values)
    .filter(([, all]) => all.length > 0)
    .flatMap(([parameter, all], index) => [
      `dictionaries.real${index} = { values = ${toml(all)} }`,
      `parameters.${toml(parameter)} = { dictionary = "real${index}", probability = 0.5 }`,
    ]);
}

/**
 * A status with a code of its own (`cursor.invalid`, `product.not_found`, `image.unsupported`) may answer a request that
 * the document allows: no schema tells a forged cursor from a good one. That none is called malformed, hooks.py checks.
 */
export function refusals({ operationId, responses }: DocumentedOperation): string[] {
  const statuses = Object.entries(responses)
    .filter(([status, response]) => !accepted.includes(status) && codesOf(response).some((code) => !isAboutForm(code)))
    .map(([status]) => status)
    .filter((status) => !status.startsWith('5') && !status.startsWith('2'));
  if (statuses.length === 0) return [];
  return [
    '[[operations]]',
    `include-operation-id = ${toml(operationId)}`,
    `checks.positive_data_acceptance.expected-statuses = ${toml([...accepted, ...statuses])}`,
  ];
}

const isAboutForm = (code: string): boolean => code.startsWith('request.');

function codesOf({ content }: DocumentedOperation['responses'][string]): string[] {
  const { enum: several, const: one } = content?.['application/problem+json']?.schema?.properties?.code ?? {};
  return several ?? (one === undefined ? [] : [one]);
}

const isStream = ({ responses }: DocumentedOperation): boolean =>
  Object.values(responses).some(({ content }) => content !== undefined && 'text/event-stream' in content);

/** Texts, numbers and lists of them are written in TOML as in JSON. */
const toml = (value: string | number | readonly (string | number)[]): string => JSON.stringify(value);
