/** Minor units as people type them. */

import { digitsOf, type Money } from "@3d-things/api";

/** `12.99` of 1299 EUR, `1500` of 1500 JPY; exact, whatever the amount. */
export function decimal({ amount, currency }: Money): string {
  const digits = digitsOf(currency);
  const sign = amount < 0 ? "-" : "";
  const padded = String(Math.abs(amount)).padStart(digits + 1, "0");
  return digits ? `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}` : sign + padded;
}
