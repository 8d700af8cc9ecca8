/** The error that `work` fails with, to be looked at; fails when it does not. */
export async function failure(work: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await work;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a failure, got ${Bun.inspect(value)}`);
}
