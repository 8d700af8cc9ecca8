/** Does everything twice, one after the other: a handler or an inbox run through it proves its idempotence. */
export const twice =
  <Args extends unknown[]>(run: (...args: Args) => Promise<void>) =>
  async (...args: Args): Promise<void> => {
    await run(...args);
    await run(...args);
  };
