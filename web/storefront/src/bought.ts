/** What was bought leaves the cart: once for each purchase, however often its page is opened. */

import type { Schemas } from "@3d-things/api";
import { add, configured, keyOf, lines, store } from "./cart";
import { recallList, remember } from "./storage";
import { choices } from "./words";

type Bought = readonly Schemas["QuoteLine"][];

const KEY = "bought";
/** How many purchases are remembered: more than anybody has open. */
const MOST = 20;

export function takeOut(purchase: string, bought: Bought): void {
  const known = recallList(KEY);
  if (known.includes(purchase)) return;
  remember(KEY, JSON.stringify([...known, purchase].slice(-MOST)));
  const pieces = new Map(bought.map((line) => [keyOf(configured(line)), line.quantity]));
  const left = lines().map((line) => ({
    ...line,
    quantity: line.quantity - (pieces.get(keyOf(line)) ?? 0),
  }));
  store(left.filter(({ quantity }) => quantity > 0));
}

/** The other way round, where the bank refused after all. */
export function putBack(purchase: string, bought: Bought): void {
  const known = recallList(KEY);
  if (!known.includes(purchase)) return;
  remember(KEY, JSON.stringify(known.filter((other) => other !== purchase)));
  for (const line of bought) {
    add({
      ...configured(line),
      slug: line.product_slug,
      name: line.product_name,
      configuration: choices(line.configuration),
      quantity: line.quantity,
      seen: line.unit_price,
    });
  }
}
