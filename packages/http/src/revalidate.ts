/** The tag of an answer's text (RFC 9110 §8.8.3). */
export const tagOf = (text: string): string => `"${Bun.hash(text).toString(36)}"`;

/** Whether a client's `If-None-Match` says that it has what is tagged so, by weak comparison (RFC 9110 §13.1.2). */
export const isKnown = (ifNoneMatch: string, tag: string): boolean =>
  ifNoneMatch.split(',').some((one) => {
    const known = one.trim();
    return known === '*' || known === tag || known === `W/${tag}`;
  });
