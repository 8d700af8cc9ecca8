/** `1m30s`, as k6 writes a duration, in seconds. Throws for what is none. */
export function secondsOf(text: string): number {
  const [, hours = '0', minutes = '0', seconds = '0'] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  const sum = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (sum > 0) return sum;
  throw new Error(`"${text}" is no duration above 0: 45s, 2m30s, 1h`);
}
