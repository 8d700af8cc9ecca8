import './failpoint.ts';

/** Bundled by a test: what a service with failpoints looks like. */
export async function placeThing(service: string): Promise<string> {
  await failpoint('orders.after-commit');
  await failpoint(`${service}.relay-after-ack`);
  return 'the effect stays';
}
