/** Lists with opaque cursors behind react-admin's numbered pages: remembers where each page of a list begins. */

import type { GetListParams } from "react-admin";

type PageOf<T> = { items: T[]; next_cursor?: string | null };

const MOST_KNOWN_LISTS = 50;

/** Where the pages of each list begin, by filter, order and size of page. */
export class Cursors {
  private readonly known = new Map<string, (string | undefined)[]>();

  /** One page of a list; `read` asks for what comes after a cursor, none for the beginning. */
  async page<T>(
    params: GetListParams,
    read: (cursor: string | undefined, limit: number) => Promise<PageOf<T>>,
  ): Promise<{ items: T[]; pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean } }> {
    const { page = 1, perPage = 25 } = params.pagination ?? {};
    const begins = this.beginsOf(JSON.stringify([params.filter, params.sort, perPage]));
    // Somebody may ask for a page by its address whose beginning nobody has read yet.
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
