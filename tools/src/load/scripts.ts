import type { Service } from '../shop/services.ts';

interface Script {
  what: string;
  /** The services that must be there. */
  needs: readonly Service[];
  /** What of it can be set, beside its duration. */
  takes: readonly ('vus' | 'rate' | 'stock')[];
}

/** The scripts of load/. */
export const scripts = {
  smoke: { what: 'the article’s: up to 20 users list products', needs: ['products'], takes: ['vus'] },
  browse: {
    what: '20 users look around: pages, filters, products and their tags',
    needs: ['products'],
    takes: ['vus'],
  },
  checkout: {
    what: '20 orders a second, each followed until it is paid',
    needs: ['users', 'products', 'orders', 'payments'],
    takes: ['rate'],
  },
  'flash-sale': {
    what: '100 buyers want 100 units of one product; then an audit: none oversold, no order stuck',
    needs: ['users', 'products', 'orders', 'payments'],
    takes: ['vus', 'stock'],
  },
  soak: {
    what: '2 visits a second with an order each, for half an hour; then nothing may be left waiting',
    needs: ['users', 'products', 'orders', 'payments', 'notifications'],
    takes: ['rate'],
  },
} as const satisfies Record<string, Script>;

export type ScriptName = keyof typeof scripts;
export const scriptNames = Object.keys(scripts) as ScriptName[];

/** `all`: without the soak, which takes its half hour. */
export const shortScripts = scriptNames.filter((name) => name !== 'soak');
