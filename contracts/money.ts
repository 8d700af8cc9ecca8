/** Largest amount in cents, 999,999,999,999.99: every amount up to it is told from its neighbours as a double. */
const centsMax = 99_999_999_999_999;

/** Whether a number is what a decimal with at most so many places becomes when JSON is read. */
export function hasPlaces(value: number, places: number): boolean {
  const scale = 10 ** places;
  const scaled = Math.round(value * scale);
  return Number.isSafeInteger(scaled) && scaled / scale === value;
}

/**
 * Decimal amount (wire) → integer cents (tables, arithmetic). The noise of binary arithmetic is rounded away: 0.1 + 0.2 is 30.
 * @throws RangeError for more than two places, below 0 or above 999,999,999,999.99.
 */
export function toCents(amount: number): number {
  const scaled = amount * 100;
  const cents = Math.round(scaled);
  const noise = Math.max(1e-6, Math.abs(scaled) * 2 ** -51);
  if (!(Math.abs(scaled - cents) <= noise)) {
    throw new RangeError(`${amount} is not an amount with at most two decimal places`);
  }
  return inRange(cents);
}

/**
 * Integer cents → decimal amount.
 * @throws RangeError for a fraction of a cent, below 0 or above 999,999,999,999.99.
 */
export function toAmount(cents: number): number {
  if (!Number.isInteger(cents)) throw new RangeError(`${cents} is not a whole number of cents`);
  return inRange(cents) / 100;
}

function inRange(cents: number): number {
  if (cents < 0 || cents > centsMax) throw new RangeError(`${cents} cents are out of range (0 to ${centsMax})`);
  return cents;
}
