/** What a server's start threw, as a sentence where the port is another program's. */
export function portTaken(host: string, port: number, error: unknown): unknown {
  if ((error as { code?: string } | null)?.code !== 'EADDRINUSE') return error;
  const sentence = `port ${port} on ${host} is taken by another program: stop it, or choose another port`;
  return new Error(sentence, { cause: error });
}
