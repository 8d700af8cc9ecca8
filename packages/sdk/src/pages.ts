interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** Every item of a list, page by page: the next page is asked for when its first item is. */
export async function* pages<T>(
  read: (cursor: { cursor?: string }) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | null | undefined;
  do {
    const page: Page<T> = await read(cursor == null ? {} : { cursor });
    yield* page.items;
    cursor = page.next_cursor;
  } while (cursor != null);
}
