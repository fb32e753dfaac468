/**
 * The cart's id at the shop: a secret that gives one payment page per cart, whatever tab asks for it. It lasts until the
 * cart is paid.
 */

import { readItem, writeItem } from "./storage";

const KEY = "cart-id";
/** 128 random bits, as the API requires. */
const BYTES = 16;

/** The id, and the purchase that the cart was last checked out as. */
type StoredId = { id: string; purchase?: string };

/** Replaces the storage if the browser blocks it; then the cart is not stored either. */
let unstored: StoredId | undefined;

/** Returns the cart's id; draws one if there is none. */
export function cartId(): string {
  return (stored() ?? save({ id: randomId() })).id;
}

/** Remembers the purchase that the cart was checked out as. */
export function rememberPurchase(purchase: string): void {
  save({ id: cartId(), purchase });
}

/** Ends the cart if this is its purchase, which is paid: what is added from now on is another cart. */
export function endPaidCart(purchase: string): void {
  if (stored()?.purchase === purchase) save({ id: randomId() });
}

function stored(): StoredId | undefined {
  try {
    const found = JSON.parse(readItem(KEY) ?? "null") as StoredId | null;
    return typeof found?.id === "string" && /^[0-9a-f]{32}$/.test(found.id) ? found : unstored;
  } catch {
    return unstored;
  }
}

function save(changed: StoredId): StoredId {
  unstored = writeItem(KEY, JSON.stringify(changed)) ? undefined : changed;
  return changed;
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
