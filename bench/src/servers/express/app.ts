// oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 passes a rejection on to the error handler
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Knex } from 'knex';
import { ZodError } from 'zod';
import { HttpError } from './http-error.ts';
import { placeOrder } from './place-order.ts';
import { listProducts, readProduct } from './products.ts';

export function app(db: Knex, authenticate: RequestHandler): Express {
  const app = express();
  app.use(express.json({ limit: '256kb' }));
  app.get('/list', async (request, response) => {
    response.json(await listProducts(db, request.query));
  });
  app.post('/create', authenticate, async (request, response) => {
    const { status, body } = await placeOrder(db, response.locals.userId, request.body, request.get('idempotency-key'));
    response.status(status).json(body);
  });
  app.get('/:id', async (request, response) => {
    response.json(await readProduct(db, request.params.id));
  });
  app.use(onError);
  return app;
}

const onError: ErrorRequestHandler = (error, _request, response, _next) => {
  if (error instanceof HttpError) response.status(error.status).json({ message: error.message });
  else if (error instanceof ZodError) response.status(422).json({ message: 'invalid', errors: error.issues });
  else response.status(500).json({ message: 'internal error' });
};
