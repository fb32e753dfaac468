/** Filter and page of the list as they were left, for who comes back. In memory only: a filter may be an e-mail. */

import { memoryStore } from "react-admin";
import type { Filter } from "../filter";

/** Under which name the list keeps them. */
export const LIST_KEY = "orders.list";

export const listStore = memoryStore();
// It lives as long as the page does, so it is set up here and never torn down.
listStore.setup();

/** Has the list show this when it is opened next. */
export function setListFilter(filter: Filter): void {
  listStore.setItem(LIST_KEY, { filter, page: 1 });
}
