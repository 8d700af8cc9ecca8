/** The result of `work`, or the error of `late` when it takes longer than `ms`; the work itself is not stopped. */
export const withDeadline = <T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), ms);
    void work.then(resolve, reject).then(() => clearTimeout(timer));
  });
