import { ann, usersServer } from './users.fixture.ts';

// A users server in a process of its own, for a test that stops it: prints its port, answers how many calls it has handled.
let handled = 0;
const server = await usersServer(() => ({ ...ann, id: (handled += 1) }));
console.log(server.port());
