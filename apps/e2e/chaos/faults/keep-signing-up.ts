import type { World } from '../fault.ts';
import { requestSender } from '../load/send-request.ts';

const everyMs = 300;

/** New customers until it is stopped: the load's own have all signed up before the first fault. */
export function keepSigningUp({ shop, record }: World): () => Promise<void> {
  const send = requestSender(record);
  let stopped = false;
  const signUp = async (): Promise<void> => {
    while (!stopped) {
      const json = { email: `late-${crypto.randomUUID()}@example.com`, password: 'chaos-pass-123456' };
      const url = `${shop.url('users')}/auth/signup`;
      const { entry, value } = await send<{ userId: number }>({
        request: 'sign-up',
        url,
        method: 'POST',
        userId: 0,
        json,
      });
      if (value) entry.userId = value.userId;
      await Bun.sleep(everyMs);
    }
  };
  const ended = signUp();
  return () => {
    stopped = true;
    return ended;
  };
}
