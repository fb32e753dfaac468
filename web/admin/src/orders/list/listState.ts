/** Remembers the list's filter and page. In memory only, because a filter may be an e-mail. */

import { memoryStore } from "react-admin";
import type { Filter } from "../filter";

/** The list's key in the store. */
export const LIST_KEY = "orders.list";

export const listStore = memoryStore();
// The store lives as long as the page, so it is never torn down.
listStore.setup();

/** Sets the filter that the list opens with. */
export function setListFilter(filter: Filter): void {
  listStore.setItem(LIST_KEY, { filter, page: 1 });
}
