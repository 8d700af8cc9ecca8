import { CannotStart } from '../shop/cannot-start.ts';
import { runToEnd } from '../shop/run.ts';

/** The parser that Docker Compose is made with; built by Go when first asked for, then from its cache. No engine is needed. */
const tool = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2';

/** What Compose would not take of docker-compose.yml: wrong keys, values, references to variables. */
export async function validateCompose(folder: string): Promise<string> {
  if (!Bun.which('go')) throw new CannotStart('Go is not installed: the parser of Docker Compose is built by it.');
  const { code, text } = await runToEnd({
    argv: ['go', 'run', tool, '-format', 'json', 'docker-compose.yml'],
    cwd: folder,
    timeoutMs: 180_000,
  });
  if (code === 0) return '';
  if (/dial tcp|proxy|no such host|module lookup disabled/.test(text))
    throw new CannotStart(`Go could not get the parser of Docker Compose: ${text.split('\n').at(-1)}`);
  return text;
}
