/** Formats and parses amounts in minor units. */

import type { components } from "./schema";

type Money = components["schemas"]["Money"];

/**
 * The API's currencies without minor units (ISO 4217); all others have two digits. Browsers follow common usage
 * instead (CLDR), and would format and parse Colombian pesos a hundred times too high. A contract test compares the
 * list with the server's.
 */
const WHOLE = "BIF CLP DJF GNF JPY KMF KRW PYG RWF UYI VND VUV XAF XOF XPF";

const formats = new Map<string, Intl.NumberFormat>();

function format(currency: string, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  let found = formats.get(key);
  if (!found) {
    const digits = digitsOf(currency);
    const shown = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    found = new Intl.NumberFormat(locale, { style: "currency", currency, ...shown });
    formats.set(key, found);
  }
  return found;
}

/** Returns a currency's number of decimals: two for EUR, none for JPY. */
export function digitsOf(currency: string): number {
  return WHOLE.includes(currency) ? 0 : 2;
}

/** Formats an amount: `12,99 €` or `€12.99`. */
export function formatMoney(money: Money, locale: string): string {
  return format(money.currency, locale).format(money.amount / 10 ** digitsOf(money.currency));
}

/**
 * Parses user input to minor units; the decimals follow a point or a comma. Returns `undefined` for an invalid
 * amount. Nothing is rounded: a digit too many is invalid.
 */
export function parseMoney(typed: string, currency: string): number | undefined {
  return parseDecimal(typed, digitsOf(currency));
}

/** Parses a decimal with at most so many digits after a point or a comma, to a whole number of its last digit. */
export function parseDecimal(typed: string, digits: number): number | undefined {
  const found = /^(-?)(\d+)(?:[.,](\d+))?$/.exec(typed.trim());
  if (!found) return undefined;
  const [, sign, whole = "", fraction = ""] = found;
  if (fraction.length > digits) return undefined;
  const amount = Number(whole + fraction.padEnd(digits, "0"));
  if (!Number.isSafeInteger(amount)) return undefined;
  return sign && amount ? -amount : amount;
}
