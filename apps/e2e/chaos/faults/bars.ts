import type { Bar } from '../fault.ts';

export const most = (says: string, measured: number, limit: number, unit: Bar['unit'] = 'ms'): Bar => ({
  says,
  measured,
  limit,
  unit,
  kind: 'most',
});

export const least = (says: string, measured: number, limit: number, unit: Bar['unit'] = 'count'): Bar => ({
  says,
  measured,
  limit,
  unit,
  kind: 'least',
});

export const isMet = ({ measured, limit, kind }: Bar): boolean =>
  kind === 'most' ? measured <= limit : measured >= limit;

/** Milliseconds are the machine's as much as the shop's: they are shown against their limit, and fail no run. */
export const isTime = ({ unit }: Bar): boolean => unit === 'ms';
