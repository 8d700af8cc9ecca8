import { dirname, join } from 'node:path';

/** A page with its own scripts, styles and icon put inside, so that it is one file which asks nobody for anything. */
export async function inlinePage(path: string): Promise<string> {
  const read = (name: string): Promise<string> => Bun.file(join(dirname(path), name)).text();
  let page = await Bun.file(path).text();
  for (const [tag, name] of page.matchAll(/<script\b[^>]*\bsrc="([^":]+)"[^>]*>\s*<\/script>/g)) {
    const kind = /\btype="module"/.test(tag) ? ' type="module"' : '';
    // A closing tag in a string would end the script.
    const script = (await read(name!)).replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '\\x3C!--');
    page = page.replace(tag, () => `<script${kind}>${script}</script>`);
  }
  for (const [tag, name] of page.matchAll(/<link\b[^>]*\bhref="([^":]+)"[^>]*>/g)) {
    const isStyle = /\brel="stylesheet"/.test(tag);
    const style = isStyle ? `<style>${(await read(name!)).replaceAll(/<\/(style)/gi, '<\\/$1')}</style>` : '';
    page = page.replace(tag, () => style);
  }
  return page;
}
