/** Server prices of the cart, and changes since the customer last saw it. */

import { api, ProblemError, type Schemas, unwrap } from "./api";
import { type Configuration, configurationOf, type Line, lineKey } from "./cart";

type Cart = Schemas["Cart"];
type Fault = Schemas["Fault"];
type QuoteLine = Schemas["QuoteLine"];

/** A reason why a line cannot be bought. */
type LineIssue = "gone" | "fewer";

/** A change that the customer must know before paying. */
export type LineChange = LineIssue | "fell" | "rose";

/** A quote: prices by line key, and the total of the lines without issues. */
export type PricedCart = {
  quote: Schemas["Quote"] | undefined;
  prices: ReadonlyMap<string, QuoteLine>;
  issues: ReadonlyMap<string, LineIssue>;
};

/** Quotes the cart. Unavailable lines are reported, and the rest is quoted without them. */
export async function priceCart(cart: Cart): Promise<PricedCart> {
  try {
    return priced(await fetchQuote(cart));
  } catch (error) {
    const faults = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
    const issues = lineIssues(cart.items, faults);
    if (!issues) throw error;
    const items = cart.items.filter((item) => !issues.has(lineKey(item)));
    return priced(items.length ? await fetchQuote({ ...cart, items }) : undefined, issues);
  }
}

function fetchQuote(body: Cart): Promise<Schemas["Quote"]> {
  return unwrap(api.POST("/cart/quote", { body }));
}

function priced(quote: PricedCart["quote"], issues: PricedCart["issues"] = new Map()): PricedCart {
  const prices = new Map(quote?.lines.map((line) => [lineKey(configurationOf(line)), line]));
  return { quote, prices, issues };
}

/** Maps faults to line keys; `undefined` if a fault is about something else. */
export function lineIssues(
  items: Cart["items"],
  faults: readonly Fault[],
): Map<string, LineIssue> | undefined {
  const issues = new Map<string, LineIssue>();
  for (const fault of faults) {
    const index = /^\/items\/(\d+)(?:\/|$)/.exec(fault.pointer)?.[1];
    const item = index && items[Number(index)];
    if (!item) return undefined;
    const gone = issues.get(lineKey(item)) === "gone" || !isQuantityFault(items, item, fault);
    issues.set(lineKey(item), gone ? "gone" : "fewer");
  }
  return issues.size ? issues : undefined;
}

/** True if a smaller quantity would fix the fault: stock must cover the whole cart's demand of a variant. */
function isQuantityFault(items: Cart["items"], item: Configuration, { code, pointer }: Fault): boolean {
  if (code === "quantity_out_of_range" || code === "total_too_large") return true;
  const variant = item.variant_ids[Number(pointer.split("/")[4])];
  if (code !== "out_of_stock" || !variant) return false;
  const lines = items.filter(({ variant_ids }) => variant_ids.includes(variant));
  return lines.reduce((pieces, { quantity }) => pieces + quantity, 0) > 1;
}

export function lineChange(line: Line, { prices, issues }: PricedCart): LineChange | undefined {
  const { seen } = line;
  const now = prices.get(lineKey(line))?.unit_price;
  const issue = issues.get(lineKey(line));
  if (issue || !now || seen?.currency !== now.currency || seen.amount === now.amount) return issue;
  return now.amount < seen.amount ? "fell" : "rose";
}
