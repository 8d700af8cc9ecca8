/** Whoever waits for it hears of a failure; that nobody waits is no fault. */
export function quietly<T>(resolvers: PromiseWithResolvers<T>): PromiseWithResolvers<T> {
  resolvers.promise.catch(() => {});
  return resolvers;
}
