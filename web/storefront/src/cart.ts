/** The cart. It exists in the browser only. Lines hold ids and the last seen price, so that changes can be shown. */

import type { Money, Schemas } from "@3d-things/api";
import { readItem, readList, writeItem } from "./storage";

/** The API's limits of lines and of a line's quantity. */
export const MAX_LINES = 50;
export const MAX_QUANTITY = 100;

/** A configured product as the API identifies it. */
export type Configuration = { product_id: string; variant_ids: string[] };

/** A product in one configuration. */
export type Line = Configuration & {
  slug: string;
  name: string;
  /** Display text of the choices. */
  configuration: string;
  /** Path of the configuration's image. */
  picture?: string | undefined;
  quantity: number;
  /** Unit price when the customer last saw it; undefined before the first quote. */
  seen?: Money | undefined;
};

const KEY = "cart";
const COUNTRY = "country";
const CHANGED = "cart-changed";

/** Identifies a configuration, regardless of the order of its variants. */
export function lineKey({ product_id, variant_ids }: Configuration): string {
  return [product_id, ...variant_ids.toSorted()].join();
}

/** Returns the configuration of a quote line. */
export function configurationOf({ product_id, configuration }: Schemas["QuoteLine"]): Configuration {
  return { product_id, variant_ids: configuration.map(({ variant_id }) => variant_id) };
}

/** Returns the cart's lines. */
export function lines(): Line[] {
  return readList(KEY).filter(isLine);
}

function isLine(line: unknown): line is Line {
  const { product_id, variant_ids, quantity } = (line ?? {}) as Partial<Line>;
  return typeof product_id === "string" && Array.isArray(variant_ids) && Number.isInteger(quantity);
}

/** Returns false if the browser did not store it. */
export function saveLines(changed: Line[]): boolean {
  const saved = writeItem(KEY, JSON.stringify(changed));
  window.dispatchEvent(new Event(CHANGED));
  return saved;
}

/** Adds a line or increases an existing one. Returns the key of the message to show. */
export function add(line: Line): "cart_added" | "cart_full" | "cart_not_kept" {
  const current = lines();
  const existing = current.find((other) => lineKey(other) === lineKey(line));
  if (existing) {
    existing.quantity = Math.min(existing.quantity + line.quantity, MAX_QUANTITY);
    existing.seen = line.seen ?? existing.seen;
    existing.picture = line.picture ?? existing.picture;
  } else if (current.length >= MAX_LINES) return "cart_full";
  else current.push(line);
  return saveLines(current) ? "cart_added" : "cart_not_kept";
}

/** Updates a line if it is still in the cart. */
export function update(line: Line, change: Partial<Line>): void {
  saveLines(lines().map((other) => (lineKey(other) === lineKey(line) ? { ...other, ...change } : other)));
}

/** Removes lines; lines added by other tabs stay. */
export function remove(unwanted: readonly Line[]): void {
  const keys = new Set(unwanted.map(lineKey));
  saveLines(lines().filter((line) => !keys.has(lineKey(line))));
}

/** Records first-seen prices, which later prices are compared with. */
export function recordSeenPrices(prices: ReadonlyMap<string, { unit_price: Money }>): void {
  const current = lines();
  const seen = current.map((line) => {
    const price = prices.get(lineKey(line))?.unit_price;
    return price && line.seen?.currency !== price.currency ? { ...line, seen: price } : line;
  });
  if (seen.some((line, place) => line !== current[place])) saveLines(seen);
}

/** Returns the number of items. */
export function count(): number {
  return lines().reduce((sum, line) => sum + line.quantity, 0);
}

/**
 * Calls `run` when the cart may have changed: in this tab, in another one, or while this page was in the back/forward
 * cache. Returns a function that stops it.
 */
export function onCartChange(run: () => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  window.addEventListener(CHANGED, run, { signal });
  window.addEventListener("storage", ({ key }) => key === KEY && run(), { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && run(), { signal });
  return () => end.abort();
}

/** The shop's default country. */
export function homeCountry(): string {
  return document.body.dataset["country"] ?? "DE";
}

/** The country the customer chose, or the default one. */
export function country(): string {
  return readItem(COUNTRY) ?? homeCountry();
}

export function chooseCountry(code: string): void {
  writeItem(COUNTRY, code);
}

/** Builds the API's cart. */
export function cartRequest(current: readonly Line[], to: string, shipping?: string): Schemas["Cart"] {
  return {
    country: to,
    items: current.map(({ product_id, variant_ids, quantity }) => ({ product_id, variant_ids, quantity })),
    ...(shipping ? { shipping_option: shipping } : {}),
  };
}
