import { expect, test } from 'bun:test';
import { document, notes } from '../fixtures/notes.ts';

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
  expect(links).toHaveLength(2);
  for (const link of links) {
    const asset = await ask('GET', link);
    expect([asset.status, asset.text.length > 10_000]).toEqual([200, true]);
    expect(asset.headers.get('content-type')).toMatch(link.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
  }
  expect((await ask('GET', '/swagger')).text).toBe(page.text);
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
