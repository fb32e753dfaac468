/** The cart: it lies in the browser alone. It holds ids, and what the customer saw, so that changes can be told. */

import type { Money, Schemas } from "@3d-things/api";
import { recall, recallList, remember } from "./storage";

/** The most different things, and the most pieces of one, that the API takes. */
export const MOST_LINES = 50;
export const MOST_PIECES = 100;

/** A configuration of a product, as the API names it. */
export type Configured = { product_id: string; variant_ids: string[] };

/** A product in one configuration. */
export type Line = Configured & {
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
export function keyOf({ product_id, variant_ids }: Configured): string {
  return [product_id, ...variant_ids.toSorted()].join();
}

/** A line of a quote as the cart names it. */
export function configured({ product_id, configuration }: Schemas["QuoteLine"]): Configured {
  return { product_id, variant_ids: configuration.map(({ variant_id }) => variant_id) };
}

/** What lies in the cart. */
export function lines(): Line[] {
  return recallList(KEY).filter(isLine);
}

function isLine(line: unknown): line is Line {
  const { product_id, variant_ids, quantity } = (line ?? {}) as Partial<Line>;
  return typeof product_id === "string" && Array.isArray(variant_ids) && Number.isInteger(quantity);
}

/** Says whether the browser kept it. */
export function store(changed: Line[]): boolean {
  const kept = remember(KEY, JSON.stringify(changed));
  window.dispatchEvent(new Event(CHANGED));
  return kept;
}

/** Puts a line into the cart, or more pieces onto the one that is there. Answers what to say of it. */
export function add(line: Line): "cart_added" | "cart_full" | "cart_not_kept" {
  const held = lines();
  const there = held.find((other) => keyOf(other) === keyOf(line));
  if (there) {
    there.quantity = Math.min(there.quantity + line.quantity, MOST_PIECES);
    there.seen = line.seen ?? there.seen;
    there.picture = line.picture ?? there.picture;
  } else if (held.length >= MOST_LINES) return "cart_full";
  else held.push(line);
  return store(held) ? "cart_added" : "cart_not_kept";
}

/** Changes a line where it still lies there. */
export function update(line: Line, change: Partial<Line>): void {
  store(lines().map((other) => (keyOf(other) === keyOf(line) ? { ...other, ...change } : other)));
}

/** Takes lines out; others stay, also those that came meanwhile. */
export function remove(unwanted: readonly Line[]): void {
  const keys = new Set(unwanted.map(keyOf));
  store(lines().filter((line) => !keys.has(keyOf(line))));
}

/** What the customer sees for the first time is what later prices are compared with. */
export function see(prices: ReadonlyMap<string, { unit_price: Money }>): void {
  const held = lines();
  const told = held.map((line) => {
    const price = prices.get(keyOf(line))?.unit_price;
    return price && line.seen?.currency !== price.currency ? { ...line, seen: price } : line;
  });
  if (told.some((line, place) => line !== held[place])) store(told);
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
  return recall(COUNTRY) ?? homeCountry();
}

export function chooseCountry(code: string): void {
  remember(COUNTRY, code);
}

/** The cart as the API takes it. */
export function request(held: readonly Line[], to: string, shipping?: string): Schemas["Cart"] {
  return {
    country: to,
    items: held.map(({ product_id, variant_ids, quantity }) => ({ product_id, variant_ids, quantity })),
    ...(shipping ? { shipping_option: shipping } : {}),
  };
}
