import postgres from 'postgres';
import type { Repeated } from './pgbench.ts';
import { forDriver, type Values } from './for-driver.ts';
import type { Script } from './script.ts';

/**
 * What pgbench does, for a machine that has none. Arguments: the file of the script, the database, connections, buyers, how
 * long, the first number of a transaction.
 */
const [, , file = '', databaseUrl = '', connections, buyers, forMs, first] = process.argv;
const steps = ((await Bun.file(file).json()) as Script).map(forDriver);
const clients = Array.from({ length: Number(connections) }, () =>
  postgres(databaseUrl, { max: 1, onnotice: () => {} }),
);
await Promise.all(clients.map((client) => client`select 1`));

const startedAt = performance.now();
let transactions = 0;
await Promise.all(
  clients.map(async (client, client_id) => {
    for (let n = Number(first) + 1; performance.now() - startedAt < Number(forMs); n++) {
      const values: Values = { client_id, n, buyer: 1 + Math.floor(Math.random() * Number(buyers)) };
      for (const { sql, names } of steps) {
        const parameters = names.map((name) => String(values[name]));
        await client.unsafe(sql, parameters, { prepare: true });
      }
      transactions++;
    }
  }),
);
const perSecond = (transactions * 1000) / (performance.now() - startedAt);
console.log(JSON.stringify({ transactions, perSecond } satisfies Repeated));
await Promise.all(clients.map((client) => client.end()));
