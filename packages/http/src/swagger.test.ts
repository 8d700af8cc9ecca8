import { expect, test } from 'bun:test';
import { document, notes } from '../fixtures/notes.ts';
import { swaggerUi } from './swagger.ts';

test('the page asks no other host, and its policy lets nothing else in', async () => {
  const { ask } = await notes({}, { swagger: true });
  const page = await ask('GET', '/swagger');
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.text.match(/https?:\/\/[^"' ]+/g)).toBeNull();
  expect(page.text).toContain('"url":"/swagger/json"');
  const [, script] = /<script>([\s\S]*?)<\/script>/.exec(page.text)!;
  const hash = new Bun.CryptoHasher('sha256').update(script!).digest('base64');
  expect(page.headers.get('content-security-policy')).toContain(`script-src 'self' 'sha256-${hash}'`);
  const links = Array.from(page.text.matchAll(/(?:src|href)="([^"]+)"/g), ([, link]) => link!);
  const types = await Promise.all(
    links.map(async (link) => {
      const asset = await ask('GET', link);
      expect([asset.status, asset.text.length > 500]).toEqual([200, true]);
      return asset.headers.get('content-type')!.split(';')[0]!;
    }),
  );
  expect(types.toSorted()).toEqual(['image/png', 'text/css', 'text/javascript']);
  expect((await ask('GET', '/swagger')).text).toBe(page.text);
});

test('a token stays over a reload, an operation can be linked to, and no outside validator is asked', async () => {
  const { ask } = await notes({}, { swagger: true });
  const { text } = await ask('GET', '/swagger');
  for (const option of ['"persistAuthorization":true', '"deepLinking":true', '"validatorUrl":"none"'])
    expect(text).toContain(option);
});

test('the document is the committed one', async () => {
  const { ask } = await notes({}, { swagger: true });
  expect((await ask('GET', '/swagger/json')).json).toEqual(document);
});

test('both can be off', async () => {
  const { ask } = await notes();
  for (const path of ['/swagger', '/swagger/json', '/swagger/assets/swagger-ui.css'])
    expect((await ask('GET', path)).status).toBe(404);
});

test('a page that could not be made once is made when it is asked for again', async () => {
  let fails = false;
  const flaky = {
    get info() {
      if (fails) throw new Error('not now');
      return document.info;
    },
  };
  const app = swaggerUi({ document: flaky, production: false });
  const ask = () => app.handle(new Request('http://localhost/swagger'));
  fails = true;
  expect((await ask()).status).toBe(500);
  fails = false;
  expect((await ask()).status).toBe(200);
});
