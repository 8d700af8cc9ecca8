import pc from 'picocolors';
import type { Shop } from './client.ts';
import { findLetter } from './find.ts';
import { printable } from './printable.ts';

/** One letter: what is known of it, its headers, its value. */
export async function showLetter(shop: Shop, id: string): Promise<void> {
  const { service, letter } = await findLetter(shop, id);
  if (shop.json) return console.log(JSON.stringify({ service, ...letter }));
  const { headers, value, value_encoding, reason, ...rest } = letter;
  const paint = pc.createColors(shop.colour);
  const lines = (of: object): string[] => {
    const width = Math.max(0, ...Object.keys(of).map((name) => name.length));
    return Object.entries(of).map(
      ([name, text]) => `  ${paint.cyan(name.padEnd(width))}  ${printable(String(text ?? '-'))}`,
    );
  };
  console.log(
    [paint.bold(paint.red(printable(reason))), ...lines(rest), paint.bold('headers'), ...lines(headers)].join('\n'),
  );
  console.log(`${paint.bold(value_encoding === 'base64' ? 'value (base64)' : 'value')}\n${printable(spread(value))}`);
}

/** JSON on lines of its own; what is no JSON, which is the usual reason to be here, as it is. */
function spread(value: string | null): string {
  if (value === null) return '(none)';
  try {
    return JSON.stringify(JSON.parse(value), undefined, 2);
  } catch {
    return value;
  }
}
