/** Where `q` is looked for; a line each, so that no word matches across two fields. The index is on the same words. */
export const searchText = `(name || E'\\n' || coalesce(description, '') || E'\\n' || coalesce(sku, ''))`;
