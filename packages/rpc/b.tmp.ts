import { ann, usersClient, usersServer, closeAll } from './src/fixture.ts';
const s = await usersServer(() => ann); const c = usersClient([s.port()]);
await c.getUser({ user_id: 1 }); 
for (const n of [1, 4, 8, 32, 32, 100]) { const t = performance.now(); const N = 3000; const l: number[] = [];
await Promise.all(Array.from({ length: n }, async () => { for (let i = 0; i < N / n; i++) { const a = performance.now(); await c.getUser({ user_id: 1 }, { deadlineMs: 3000 }); l.push(performance.now() - a); } }));
l.sort((a, b) => a - b); console.log(n, 'calls/s', (N / (performance.now() - t) * 1000).toFixed(0), 'p50', l[l.length >> 1]!.toFixed(2), 'p99', l[Math.floor(l.length * .99)]!.toFixed(2)); }
await closeAll(); process.exit(0);
