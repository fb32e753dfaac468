/** Formats minor units for inputs. */

import { digitsOf, type Money } from "@3d-things/api";

/** 1299 EUR as `12.99`, or `12,99` in German; 1500 JPY as `1500`. Exact for any amount. */
export function decimal({ amount, currency }: Money, locale: string): string {
  return shifted(amount, digitsOf(currency), locale);
}

/** Writes a whole number with its last digits after the locale's decimal separator. */
export function shifted(amount: number, digits: number, locale: string): string {
  const sign = amount < 0 ? "-" : "";
  const padded = String(Math.abs(amount)).padStart(digits + 1, "0");
  return digits
    ? `${sign}${padded.slice(0, -digits)}${separator(locale)}${padded.slice(-digits)}`
    : sign + padded;
}

/** The locale's decimal separator. */
function separator(locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(0.5);
  return parts.find(({ type }) => type === "decimal")?.value ?? ".";
}
