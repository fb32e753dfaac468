/** Maps react-admin's page numbers to the API's cursors. */

import type { GetListParams } from "react-admin";

type PageOf<T> = { items: T[]; next_cursor?: string | null };

const MOST_KNOWN_LISTS = 50;

/** Remembers the first cursor of each page, by filter, sort order and page size. */
export class Cursors {
  private readonly known = new Map<string, (string | undefined)[]>();

  /** Reads one page; `read` fetches the items after a cursor, or the first ones. */
  async page<T>(
    params: GetListParams,
    read: (cursor: string | undefined, limit: number) => Promise<PageOf<T>>,
  ): Promise<{ items: T[]; pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean } }> {
    const { page = 1, perPage = 25 } = params.pagination ?? {};
    const begins = this.beginsOf(JSON.stringify([params.filter, params.sort, perPage]));
    // A page opened by its URL has no known cursor, so the pages before it are read first.
    for (let at = begins.length; at < page; at += 1) {
      const { next_cursor } = await read(begins[at - 1], perPage);
      if (!next_cursor) return { items: [], pageInfo: { hasNextPage: false, hasPreviousPage: true } };
      begins[at] = next_cursor;
    }
    const { items, next_cursor } = await read(begins[page - 1], perPage);
    if (next_cursor) begins[page] = next_cursor;
    else begins.length = page;
    return { items, pageInfo: { hasNextPage: Boolean(next_cursor), hasPreviousPage: page > 1 } };
  }

  private beginsOf(list: string): (string | undefined)[] {
    let found = this.known.get(list);
    if (!found) {
      if (this.known.size >= MOST_KNOWN_LISTS) this.known.clear();
      found = [undefined];
      this.known.set(list, found);
    }
    return found;
  }
}
