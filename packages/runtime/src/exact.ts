type Plain = string | number | bigint | boolean | symbol | null | undefined | Uint8Array;

type FieldOf<T> = T extends Plain | readonly unknown[] ? never : keyof T;
type At<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;

/**
 * `Actual` with every field that `Expected` does not know turned into never, at any depth. Intersected with a parameter's
 * type it refuses what TypeScript lets pass by way of a variable or a spread: an extra field, a misspelt optional one.
 * Types of `Whole` are not looked into.
 */
export type Exact<Expected, Actual, Whole = never> = unknown extends Expected
  ? Actual
  : Actual extends Plain | Whole
    ? Actual
    : Actual extends readonly unknown[]
      ? { readonly [I in keyof Actual]: Exact<Extract<Expected, readonly unknown[]>[number], Actual[I], Whole> }
      : {
          readonly [K in keyof Actual]: K extends FieldOf<Expected> ? Exact<At<Expected, K>, Actual[K], Whole> : never;
        };
