import { expect, test } from 'bun:test';
import { until } from '@ecomm/testing/until';
import { guardedPost } from './guarded-post.ts';
import { fakePost, log } from './notifications.fixture.ts';
import type { Delivery } from './post.ts';

const letter = {
  id: 'a',
  key: 'a',
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
  to: { name: 'Ada', address: 'ada@example.com' },
};

/** A guarded post whose server answers as `server.says`. */
function guarded(says: Delivery) {
  const server = { says };
  const plain = fakePost(() => server.says);
  const post = guardedPost(plain, log);
  const send = async (times: number) => {
    for (let i = 1; i < times; i += 1) await post.send(letter);
    return post.send(letter);
  };
  return { server, post, send, letters: plain.letters };
}

test.each(['away', 'unanswered'] as const)(
  'five %s in a row open the circuit: then no letter is tried',
  async (kind) => {
    const { post, send, letters } = guarded({ kind, reason: 'nothing' });
    expect(await send(5)).toEqual({ kind, reason: 'nothing' });
    expect(post.state()).toBe('open');
    const { kind: then, reason } = (await send(3)) as Exclude<Delivery, { kind: 'sent' }>;
    expect([then, reason]).toEqual(['away', expect.stringContaining('left in peace')]);
    expect(letters).toHaveLength(5);
  },
);

test.each(['refused', 'later'] as const)(
  'a letter that is %s is its own fault: the circuit stays closed',
  async (kind) => {
    const { post, send, letters } = guarded({ kind, reason: '550 no such mailbox' });
    expect(await send(20)).toEqual({ kind, reason: '550 no such mailbox' });
    expect([post.state(), letters.length]).toEqual(['closed', 20]);
  },
);

test('when the server is back, the circuit closes with the first letter that it takes', async () => {
  const { server, post, send } = guarded({ kind: 'away', reason: 'ECONNREFUSED' });
  await send(5);
  server.says = { kind: 'sent' };
  await until(async () => (await send(1)).kind === 'sent');
  expect(post.state()).toBe('closed');
});
