import { Server, ServerCredentials, credentials, Metadata } from '@grpc/grpc-js';
import { UserServiceService, UserServiceClient } from '@ecomm/contracts/rpc/users';
import { ann } from './src/fixture.ts';
const s = new Server(); s.addService(UserServiceService, { getUser: (_c: any, cb: any) => cb(null, ann) });
const port = await new Promise<number>((r) => s.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_e, p) => r(p)));
const c = new UserServiceClient(`127.0.0.1:${port}`, credentials.createInsecure());
const call = () => new Promise<void>((r) => c.getUser({ user_id: 1 }, new Metadata(), { deadline: Date.now() + 3000 }, () => r()));
await call();
for (const n of [1, 4, 8, 32, 32, 100]) { const t = performance.now(); const N = 3000; const l: number[] = [];
await Promise.all(Array.from({ length: n }, async () => { for (let i = 0; i < N / n; i++) { const a = performance.now(); await call(); l.push(performance.now() - a); } }));
l.sort((a, b) => a - b); console.log(n, 'calls/s', (N / (performance.now() - t) * 1000).toFixed(0), 'p50', l[l.length >> 1]!.toFixed(2), 'p99', l[Math.floor(l.length * .99)]!.toFixed(2)); }
process.exit(0);
