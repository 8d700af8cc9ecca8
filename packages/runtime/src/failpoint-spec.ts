export type Action = { kind: 'kill' } | { kind: 'error' } | { kind: 'delay'; ms: number };

/** What one failpoint does, and when. */
export interface Point {
  name: string;
  action: Action;
  probability: number;
  /** Of its hits in this process only this one, counted from 1. */
  onlyHit?: number;
}

const form =
  /^(?<name>[\w-]+(?:\.[\w-]+)+):(?<kind>kill|error|delay)(?:\((?<ms>\d{1,6})\))?(?:@(?<odds>[\d.]+))?(?:\*(?<hit>[1-9]\d*))?$/;

/** Points of `name:action@probability,…`: kill, error or delay(ms), `*n` for the n-th hit alone. Throws `must be …` for anything else. */
export const parseFailpoints = (spec: string): Point[] =>
  spec
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
    .map(parsePoint);

function parsePoint(text: string): Point {
  const { name, kind, ms, odds = '1', hit } = form.exec(text)?.groups ?? {};
  const probability = Number(odds);
  if (!name || (kind === 'delay') !== (ms !== undefined) || !(probability >= 0 && probability <= 1))
    throw new Error(`must be like orders.after-commit:kill@0.05,payments.before-charge:delay(200)*3, not "${text}"`);
  const action: Action = kind === 'delay' ? { kind, ms: Number(ms) } : { kind: kind === 'kill' ? 'kill' : 'error' };
  return { name, action, probability, ...(hit ? { onlyHit: Number(hit) } : {}) };
}
