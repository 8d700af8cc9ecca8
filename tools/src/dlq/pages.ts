import type { Shop } from './client.ts';
import type { Letter, Reader, Status } from './readers.ts';

export interface Query {
  status?: Status;
  topic?: string;
}

/** All dead letters of a service, newest first. */
export async function allLetters({ ask }: Shop, service: Reader, { status, topic }: Query): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const wanted = { limit: '100', ...(status && { status }), ...(topic && { topic }), ...(cursor && { cursor }) };
    const path = `/dead-letters?${new URLSearchParams(wanted).toString()}`;
    const page: { items: Letter[]; next_cursor: string | null } = await ask(service, path);
    letters.push(...page.items);
    cursor = page.next_cursor;
  }
  return letters;
}
