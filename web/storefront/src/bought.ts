/** What was bought leaves the cart: once for each purchase, however often its page is opened. */

import type { Schemas } from "@3d-things/api";
import { add, configured, keyOf, lines, store } from "./cart";
import { recallList, remember } from "./storage";
import { choices } from "./words";

type Bought = readonly Schemas["QuoteLine"][];

const KEY = "bought";
/** How many purchases are remembered: more than anybody has open. */
const MOST = 20;

/** A purchase that has left the cart, with the pictures that its lines had there. */
type Left = { purchase: string; pictures?: Partial<Record<string, string>> };

function remembered(): Left[] {
  return recallList(KEY).filter(isLeft);
}

function isLeft(one: unknown): one is Left {
  return typeof (one as Partial<Left> | null)?.purchase === "string";
}

export function takeOut(purchase: string, bought: Bought): void {
  const known = remembered();
  if (known.some((one) => one.purchase === purchase)) return;
  const pieces = new Map(bought.map((line) => [keyOf(configured(line)), line.quantity]));
  const held = lines();
  const taken = held.filter((line) => pieces.has(keyOf(line)));
  const pictures = Object.fromEntries(taken.map((line) => [keyOf(line), line.picture]));
  remember(KEY, JSON.stringify([...known, { purchase, pictures }].slice(-MOST)));
  const rest = held.map((line) => ({ ...line, quantity: line.quantity - (pieces.get(keyOf(line)) ?? 0) }));
  store(rest.filter(({ quantity }) => quantity > 0));
}

/** The other way round, where the bank refused after all. */
export function putBack(purchase: string, bought: Bought): void {
  const known = remembered();
  const left = known.find((one) => one.purchase === purchase);
  if (!left) return;
  remember(KEY, JSON.stringify(known.filter((other) => other !== left)));
  for (const line of bought) {
    const chosen = configured(line);
    add({
      ...chosen,
      slug: line.product_slug,
      name: line.product_name,
      configuration: choices(line.configuration),
      picture: left.pictures?.[keyOf(chosen)],
      quantity: line.quantity,
      seen: line.unit_price,
    });
  }
}
