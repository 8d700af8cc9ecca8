/** A section of a page that a command writes: between `<!-- bench: written by … -->` and `<!-- /bench -->`. */
export interface Section {
  name: string;
  command: string;
}

/** The page with other text in its section. Throws when that is not there: figures that nobody finds would be written for nothing. */
export function replaceSection(page: string, { name, command }: Section, text: string): string {
  const begin = `<!-- ${name}: written by \`${command}\` -->`;
  const end = `<!-- /${name} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`there is no section between ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}
