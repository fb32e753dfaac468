/** The cart: it lies in the browser alone. It holds ids, and what the customer saw, so that changes can be told. */

import type { Money, Schemas } from "@3d-things/api";

/** The most different things, and the most pieces of one, that the API takes. */
export const MOST_LINES = 50;
export const MOST_PIECES = 100;

/** A product in one configuration. */
export type Line = {
  product_id: string;
  slug: string;
  name: string;
  variant_ids: string[];
  /** The choices in words. */
  configuration: string;
  quantity: number;
  /** What a piece cost when the customer last looked; none before the server has said it. */
  seen?: Money | undefined;
};

const KEY = "cart";
const COUNTRY = "country";
const CHANGED = "cart-changed";

/** Whether two lines are the same configuration of the same product. */
export function same(a: Line, b: Line): boolean {
  const key = ({ product_id, variant_ids }: Line) => [product_id, ...variant_ids.toSorted()].join();
  return key(a) === key(b);
}

/** What lies in the cart. What another version of the shop left there and nobody understands is nothing. */
export function lines(): Line[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isLine) : [];
  } catch {
    return [];
  }
}

function isLine(line: unknown): line is Line {
  const { product_id, variant_ids, quantity } = (line ?? {}) as Partial<Line>;
  return typeof product_id === "string" && Array.isArray(variant_ids) && Number.isInteger(quantity);
}

export function store(changed: Line[]): void {
  localStorage.setItem(KEY, JSON.stringify(changed));
  window.dispatchEvent(new Event(CHANGED));
}

/** Puts a line into the cart, or more pieces onto the one that is there. Says whether there was room. */
export function add(line: Line): boolean {
  const held = lines();
  const there = held.find((other) => same(other, line));
  if (there) there.quantity = Math.min(there.quantity + line.quantity, MOST_PIECES);
  else if (held.length >= MOST_LINES) return false;
  else held.push(line);
  store(held);
  return true;
}

export function empty(): void {
  store([]);
}

/** How many pieces lie in it. */
export function count(): number {
  return lines().reduce((sum, line) => sum + line.quantity, 0);
}

/** Runs when the cart changed, here or in another tab. */
export function onCartChange(run: () => void): void {
  window.addEventListener(CHANGED, run);
  window.addEventListener("storage", ({ key }) => {
    if (key === KEY) run();
  });
}

/** Where parcels go: what the customer chose before, otherwise where the shop ships first. */
export function country(): string {
  return localStorage.getItem(COUNTRY) ?? document.body.dataset["country"] ?? "DE";
}

export function chooseCountry(code: string): void {
  localStorage.setItem(COUNTRY, code);
}

/** The cart as the API takes it. */
export function request(held: Line[], to: string): Schemas["Cart"] {
  return {
    country: to,
    items: held.map(({ product_id, variant_ids, quantity }) => ({ product_id, variant_ids, quantity })),
  };
}
