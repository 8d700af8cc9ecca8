/** The first lines of a page that nobody writes by hand. */
export const generatedFrom = (sources: string): string =>
  `<!-- Generated from ${sources} by \`bun run generate\`. Do not edit. -->`;

/** A Markdown table; a bar inside a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** `a`, `b`; a dash for none. */
export const names = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(', ') || '–';

/** The address of a heading within its page, as GitHub makes it. */
export const anchor = (heading: string): string =>
  `#${heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-')}`;
