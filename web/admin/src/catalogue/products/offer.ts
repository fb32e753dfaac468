/** What a configuration costs and how long it takes, from what stands in the form; the server has the last word. */

import type { Variant } from "./draft";

export type Offer = { amount: number; lead: number };

/** Base and adjustments, never below zero, and the longest lead time; nothing where an amount is missing or too large. */
export function offer(base: number | undefined, chosen: readonly Variant[]): Offer | undefined {
  const amounts = [base, ...chosen.map((variant) => variant.price_adjustment?.amount)];
  const amount = amounts.reduce<number>((sum, part) => sum + (part ?? Number.NaN), 0);
  if (!Number.isSafeInteger(amount)) return undefined;
  return {
    amount: Math.max(0, amount),
    lead: Math.max(0, ...chosen.map((variant) => variant.lead_time_days)),
  };
}
