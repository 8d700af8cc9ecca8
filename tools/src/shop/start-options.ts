import { InvalidArgumentError } from 'commander';
import { isService, serviceNames, type Service } from './services.ts';

/** `orders,payments` */
export function parseOnly(text: string): Service[] {
  return text.split(',').map((part) => toService(part.trim()));
}

/** `orders=2,payments=3` */
export function parseCopies(
  text: string,
  before: Partial<Record<Service, number>> = {},
): Partial<Record<Service, number>> {
  const copies = { ...before };
  for (const part of text.split(',')) {
    const [name = '', count = ''] = part.split('=');
    const value = Number(count);
    if (!/^\d+$/.test(count) || value < 1 || value > 9)
      throw new InvalidArgumentError(`"${part}" is not a service with a number from 1 to 9, as in orders=2.`);
    copies[toService(name.trim())] = value;
  }
  return copies;
}

function toService(name: string): Service {
  if (isService(name)) return name;
  throw new InvalidArgumentError(`"${name}" is none of ${serviceNames.join(', ')}.`);
}
