import { Elysia } from 'elysia';
import { securityHeaders } from './answer.ts';
import type { Edge } from './edge.ts';

/** The committed AsyncAPI document at /asyncapi.json: every event of the shop, whoever publishes it. */
export function asyncapiDocument({ asyncapi, production }: Pick<Edge, 'asyncapi' | 'production'>): Elysia {
  const json = JSON.stringify(asyncapi);
  const headers = { ...securityHeaders(production), 'content-type': 'application/json' };
  const app = new Elysia().get('/asyncapi.json', () => new Response(json, { headers }));
  return app as unknown as Elysia;
}
