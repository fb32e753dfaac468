/** The cart: it lies in the browser alone. It holds ids, and what the customer saw, so that changes can be told. */

import type { Money, Schemas } from "@3d-things/api";
import { readItem, readList, writeItem } from "./storage";

/** The most different things, and the most pieces of one, that the API takes. */
export const MAX_LINES = 50;
export const MAX_QUANTITY = 100;

/** A configuration of a product, as the API names it. */
export type Configuration = { product_id: string; variant_ids: string[] };

/** A product in one configuration. */
export type Line = Configuration & {
  slug: string;
  name: string;
  /** The choices in words. */
  configuration: string;
  /** Where the picture of these choices lies. */
  picture?: string | undefined;
  quantity: number;
  /** What a piece cost when the customer last looked; none before the server has said it. */
  seen?: Money | undefined;
};

const KEY = "cart";
const COUNTRY = "country";
const CHANGED = "cart-changed";

/** The same for the same configuration of the same product, in whatever order it was chosen. */
export function lineKey({ product_id, variant_ids }: Configuration): string {
  return [product_id, ...variant_ids.toSorted()].join();
}

/** A line of a quote as the cart names it. */
export function configurationOf({ product_id, configuration }: Schemas["QuoteLine"]): Configuration {
  return { product_id, variant_ids: configuration.map(({ variant_id }) => variant_id) };
}

/** What lies in the cart. */
export function lines(): Line[] {
  return readList(KEY).filter(isLine);
}

function isLine(line: unknown): line is Line {
  const { product_id, variant_ids, quantity } = (line ?? {}) as Partial<Line>;
  return typeof product_id === "string" && Array.isArray(variant_ids) && Number.isInteger(quantity);
}

/** Says whether the browser kept it. */
export function saveLines(changed: Line[]): boolean {
  const saved = writeItem(KEY, JSON.stringify(changed));
  window.dispatchEvent(new Event(CHANGED));
  return saved;
}

/** Puts a line into the cart, or more pieces onto the one that is there. Answers what to say of it. */
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

/** Changes a line where it still lies there. */
export function update(line: Line, change: Partial<Line>): void {
  saveLines(lines().map((other) => (lineKey(other) === lineKey(line) ? { ...other, ...change } : other)));
}

/** Takes lines out; others stay, also those that came meanwhile. */
export function remove(unwanted: readonly Line[]): void {
  const keys = new Set(unwanted.map(lineKey));
  saveLines(lines().filter((line) => !keys.has(lineKey(line))));
}

/** What the customer sees for the first time is what later prices are compared with. */
export function recordSeenPrices(prices: ReadonlyMap<string, { unit_price: Money }>): void {
  const current = lines();
  const seen = current.map((line) => {
    const price = prices.get(lineKey(line))?.unit_price;
    return price && line.seen?.currency !== price.currency ? { ...line, seen: price } : line;
  });
  if (seen.some((line, place) => line !== current[place])) saveLines(seen);
}

/** How many pieces lie in it. */
export function count(): number {
  return lines().reduce((sum, line) => sum + line.quantity, 0);
}

/**
 * Runs when the cart may have changed: here, in another tab, or while this page lay in the browser's own cache. Answers
 * what ends that.
 */
export function onCartChange(run: () => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  window.addEventListener(CHANGED, run, { signal });
  window.addEventListener("storage", ({ key }) => key === KEY && run(), { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && run(), { signal });
  return () => end.abort();
}

/** Where the shop ships first. */
export function homeCountry(): string {
  return document.body.dataset["country"] ?? "DE";
}

/** Where parcels go: what the customer chose before, otherwise where the shop ships first. */
export function country(): string {
  return readItem(COUNTRY) ?? homeCountry();
}

export function chooseCountry(code: string): void {
  writeItem(COUNTRY, code);
}

/** The cart as the API takes it. */
export function cartRequest(current: readonly Line[], to: string, shipping?: string): Schemas["Cart"] {
  return {
    country: to,
    items: current.map(({ product_id, variant_ids, quantity }) => ({ product_id, variant_ids, quantity })),
    ...(shipping ? { shipping_option: shipping } : {}),
  };
}
