import { Writable } from 'node:stream';
import { expect, test } from 'bun:test';
import { logger } from './log.ts';
import { continueTrace } from './trace.ts';

function lines() {
  const written: string[] = [];
  const log = logger({ service: 'orders', format: 'json', stream: { write: (line) => void written.push(line) } });
  return { log, read: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('a line names its service and the trace it belongs to', () => {
  const { log, read } = lines();
  continueTrace('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', () => log.info('hello'));
  expect(read()[0]).toMatchObject({
    level: 'info',
    service: 'orders',
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    msg: 'hello',
  });
});

test('passwords and tokens never reach the log', () => {
  const { log, read } = lines();
  log.info({ password: 'hunter2', body: { refresh_token: 'r' }, request: { headers: { authorization: 'Bearer x' } } });
  expect(JSON.stringify(read())).not.toMatch(/hunter2|"r"|Bearer/);
});

test('for people, a warning shows its error as one line and an error with its stack', () => {
  const written: string[] = [];
  const stream = new Writable({ write: (chunk, _encoding, done) => (written.push(String(chunk)), done()) });
  const log = logger({ service: 'orders', format: 'text', stream });
  log.warn({ err: new TypeError('away') }, 'waiting');
  log.error({ err: new TypeError('broken') }, 'bug');
  expect(written[0]).toMatch(/WARN: waiting .*TypeError: away/);
  expect(written[0]!.trim().split('\n')).toHaveLength(1);
  expect(written[1]).toContain('log.test.ts');
});
