/** As lazy as a query of postgres.js: sent when first awaited, with rows as arrays after `values()`. Drizzle awaits it. */
export class LazyQuery implements PromiseLike<unknown> {
  readonly #ask: (asArrays: boolean) => Promise<unknown>;
  #asArrays = false;
  #answer?: Promise<unknown>;

  constructor(ask: (asArrays: boolean) => Promise<unknown>) {
    this.#ask = ask;
  }

  values(): this {
    this.#asArrays = true;
    return this;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- postgres.js' queries are thenables, and this stands for one
  then<A = unknown, B = never>(
    answered?: ((rows: unknown) => A | PromiseLike<A>) | null,
    refused?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#answer ??= this.#ask(this.#asArrays);
    return this.#answer.then(answered, refused);
  }
}
