import { InvalidArgumentError } from 'commander';

export const seedMax = 2 ** 32 - 1;

export function parseSeed(text: string): number {
  return parseWhole(text, 0, seedMax);
}

export function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

export function parseWhole(text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw new InvalidArgumentError(`"${text}" is no whole number from ${min} to ${max}.`);
  return value;
}
