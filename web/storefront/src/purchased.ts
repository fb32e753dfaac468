/** What was bought leaves the cart: once for each purchase, however often its page is opened. */

import type { Schemas } from "@3d-things/api";
import { add, configurationOf, lineKey, lines, saveLines } from "./cart";
import { formatConfiguration } from "./i18n";
import { readList, writeItem } from "./storage";

type QuoteLines = readonly Schemas["QuoteLine"][];

const KEY = "bought";
/** How many purchases are remembered: more than anybody has open. */
const MAX_REMEMBERED = 20;

/** A purchase that has left the cart, with the pictures that its lines had there. */
type RemovedPurchase = { purchase: string; pictures?: Partial<Record<string, string>> };

function removedPurchases(): RemovedPurchase[] {
  return readList(KEY).filter(isRemovedPurchase);
}

function isRemovedPurchase(entry: unknown): entry is RemovedPurchase {
  return typeof (entry as Partial<RemovedPurchase> | null)?.purchase === "string";
}

export function removePurchased(purchase: string, bought: QuoteLines): void {
  const known = removedPurchases();
  if (known.some((entry) => entry.purchase === purchase)) return;
  const quantities = new Map(bought.map((line) => [lineKey(configurationOf(line)), line.quantity]));
  const cart = lines();
  const removed = cart.filter((line) => quantities.has(lineKey(line)));
  const pictures = Object.fromEntries(removed.map((line) => [lineKey(line), line.picture]));
  writeItem(KEY, JSON.stringify([...known, { purchase, pictures }].slice(-MAX_REMEMBERED)));
  const rest = cart.map((line) => ({
    ...line,
    quantity: line.quantity - (quantities.get(lineKey(line)) ?? 0),
  }));
  saveLines(rest.filter(({ quantity }) => quantity > 0));
}

/** The other way round, where the bank refused after all. */
export function restorePurchased(purchase: string, bought: QuoteLines): void {
  const known = removedPurchases();
  const removed = known.find((entry) => entry.purchase === purchase);
  if (!removed) return;
  writeItem(KEY, JSON.stringify(known.filter((other) => other !== removed)));
  for (const line of bought) {
    const chosen = configurationOf(line);
    add({
      ...chosen,
      slug: line.product_slug,
      name: line.product_name,
      configuration: formatConfiguration(line.configuration),
      picture: removed.pictures?.[lineKey(chosen)],
      quantity: line.quantity,
      seen: line.unit_price,
    });
  }
}
