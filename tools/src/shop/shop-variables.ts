/** The names of `.env.example`, which has every variable of the shop, set or commented out. */
export function shopVariables(example: string): string[] {
  return [...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name!);
}
