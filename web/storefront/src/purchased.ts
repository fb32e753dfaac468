/** Removes purchased items from the cart, once per purchase, however often its page is opened. */

import type { Schemas } from "@3d-things/api";
import { add, configurationOf, lineKey, lines, saveLines } from "./cart";
import { formatConfiguration } from "./i18n";
import { readList, writeItem } from "./storage";

type QuoteLines = readonly Schemas["QuoteLine"][];

const KEY = "bought";
/** Number of purchases to remember: more than anybody has open. */
const MAX_REMEMBERED = 20;

/** A purchase whose lines were removed from the cart, with their images. */
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

/** Restores the lines after a failed bank payment. */
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
