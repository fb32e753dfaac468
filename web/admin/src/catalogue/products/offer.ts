/** Price and lead time of a configuration, computed from form values; the server's answer is authoritative. */

import type { Variant } from "./draft";

export type Offer = { amount: number; lead: number };

/**
 * Adds the adjustments to the base price (never below zero) and takes the longest lead time; undefined if an amount
 * is missing or too large.
 */
export function offer(base: number | undefined, chosen: readonly Variant[]): Offer | undefined {
  const amounts = [base, ...chosen.map((variant) => variant.price_adjustment?.amount)];
  const amount = amounts.reduce<number>((sum, part) => sum + (part ?? Number.NaN), 0);
  if (!Number.isSafeInteger(amount)) return undefined;
  return {
    amount: Math.max(0, amount),
    lead: Math.max(0, ...chosen.map((variant) => variant.lead_time_days)),
  };
}
