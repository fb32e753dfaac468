/** Amounts in minor units to words and back; how many digits a currency has is the browser's knowledge (ISO 4217). */

import type { components } from "./schema";

type Money = components["schemas"]["Money"];

const formats = new Map<string, Intl.NumberFormat>();

function format(currency: string, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale, { style: "currency", currency });
    formats.set(key, found);
  }
  return found;
}

/** How many digits a currency has behind its point: two for EUR, none for JPY, three for KWD. */
export function digitsOf(currency: string): number {
  return format(currency, "en").resolvedOptions().maximumFractionDigits ?? 2;
}

/** `12,99 €` or `€12.99`. */
export function formatMoney(money: Money, locale: string): string {
  return format(money.currency, locale).format(money.amount / 10 ** digitsOf(money.currency));
}

/**
 * Minor units from what a person typed, with a point or a comma before the last digits; `undefined` for what is no
 * amount of this currency. Nothing is rounded: a digit too many is refused.
 */
export function parseMoney(typed: string, currency: string): number | undefined {
  const digits = digitsOf(currency);
  const found = /^(-?)(\d+)(?:[.,](\d+))?$/.exec(typed.trim());
  if (!found) return undefined;
  const [, sign, whole = "", fraction = ""] = found;
  if (fraction.length > digits) return undefined;
  const amount = Number(whole + fraction.padEnd(digits, "0"));
  if (!Number.isSafeInteger(amount)) return undefined;
  return sign && amount ? -amount : amount;
}
