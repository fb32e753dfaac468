/** Minor units as people type them. */

import { digitsOf, type Money } from "@3d-things/api";

/** `12.99` of 1299 EUR, `12,99` in German, `1500` of 1500 JPY; exact, whatever the amount. */
export function decimal({ amount, currency }: Money, locale: string): string {
  const digits = digitsOf(currency);
  const sign = amount < 0 ? "-" : "";
  const padded = String(Math.abs(amount)).padStart(digits + 1, "0");
  return digits
    ? `${sign}${padded.slice(0, -digits)}${separator(locale)}${padded.slice(-digits)}`
    : sign + padded;
}

/** What a language writes between an amount's whole and its parts. */
function separator(locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(0.5);
  return parts.find(({ type }) => type === "decimal")?.value ?? ".";
}
