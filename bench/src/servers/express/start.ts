import knex from 'knex';
import { app } from './app.ts';
import { createTables } from './tables.ts';
import { authenticate } from './authenticate.ts';

/**
 * The shop's reads and its POST /create as an ordinary, competent team writes them: Express, Knex, pg, zod, jose. Arguments:
 * its port, the database, its connections, where the keys of tokens are.
 */
const [, , port, databaseUrl, connections, keysUrl = ''] = process.argv;
const db = knex({
  client: 'pg',
  connection: databaseUrl!,
  pool: { min: 2, max: Number(connections) },
});
await createTables(db);
app(db, authenticate(keysUrl)).listen(Number(port), '127.0.0.1');

// Node does not end with the process that started it, should that be killed.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(), 1_000).unref();
