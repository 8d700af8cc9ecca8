import { Elysia } from 'elysia';
import { dirname, join } from 'node:path';
import { securityHeaders } from './answer.ts';
import type { Edge } from './edge.ts';

const assets = '/swagger/assets';
const files = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** A token is kept over reloads, operations can be linked to, schemas start folded; the badge of an outside validator is off. */
const options = {
  persistAuthorization: true,
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: 'none',
};

/**
 * Swagger UI at /swagger over the committed document at /swagger/json (behaviour §2). The page asks no other host:
 * scripts and styles are our copy of swagger-ui-dist, and the policy of the page lets nothing else in.
 */
export function swaggerUi({ document, production }: Pick<Edge, 'document' | 'production'>): Elysia {
  const security = securityHeaders(production);
  const dist = dirname(Bun.resolveSync('swagger-ui-dist/package.json', import.meta.dir));
  const json = JSON.stringify(document);
  let page: Promise<Response> | undefined;
  const forget = (error: unknown): never => {
    page = undefined;
    throw error;
  };
  const app = new Elysia()
    .get('/swagger', async () => (await (page ??= render(document, security).catch(forget))).clone())
    .get('/swagger/json', () => new Response(json, { headers: { ...security, 'content-type': 'application/json' } }));
  for (const file of files)
    app.get(`${assets}/${file}`, () => {
      const headers = { ...security, 'cache-control': 'public, max-age=86400' };
      return new Response(Bun.file(join(dist, file)), { headers });
    });
  return app as unknown as Elysia;
}

/** The page of @elysiajs/swagger, loaded when first asked for, with its CDN replaced and its one inline script named in the policy. */
async function render(document: object, security: Readonly<Record<string, string>>): Promise<Response> {
  const { swagger } = await import('@elysiajs/swagger');
  const { title = 'API', version = '' } = (document as { info?: { title: string; version: string } }).info ?? {};
  const ui = swagger({
    path: '/swagger',
    specPath: '/swagger/json',
    provider: 'swagger-ui',
    documentation: { info: { title, version, description: `The HTTP operations of ${title}` } },
    swaggerOptions: options,
    version: 'local',
    theme: `${assets}/swagger-ui.css`,
    autoDarkMode: false,
  });
  const html = (await (await ui.handle(new Request('http://localhost/swagger'))).text())
    .replace('https://unpkg.com/swagger-ui-dist@local', assets)
    .replace('"url":"swagger/json"', '"url":"/swagger/json"')
    .replace('</head>', `    <link rel="icon" type="image/png" href="${assets}/favicon-32x32.png" />\n</head>`);
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const hash = new Bun.CryptoHasher('sha256').update(script).digest('base64');
  const policy = `default-src 'self'; script-src 'self' 'sha256-${hash}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'`;
  const headers = { ...security, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  return new Response(html, { headers });
}
