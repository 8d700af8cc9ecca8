/** One line of the table. */
export interface Row {
  measure: string;
  value: number;
  unit: 's' | 'ms' | 'µs' | 'MB' | 'kB' | '/s' | '×';
  /** The target, when it has one. */
  atMost?: number;
  atLeast?: number;
  note?: string;
}

/** Undefined without a target; a figure that could not be measured meets none. */
export function isMet({ value, atMost, atLeast }: Row): boolean | undefined {
  if (atMost === undefined && atLeast === undefined) return undefined;
  return value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
}
