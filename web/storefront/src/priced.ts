/** The cart as the server prices it, and what changed since the customer looked last. */

import { answer, api, ProblemError, type Schemas } from "./api";
import { type Configured, configured, keyOf, type Line } from "./cart";

type Cart = Schemas["Cart"];
type Fault = Schemas["Fault"];
type QuoteLine = Schemas["QuoteLine"];

/** Why a line cannot be bought as it is. */
type Trouble = "gone" | "fewer";

/** What the customer has to know of a line before paying. */
export type Change = Trouble | "fell" | "rose";

/** What the server says of a cart: of each line by its key, and of the whole without those that are in trouble. */
export type Priced = {
  quote: Schemas["Quote"] | undefined;
  prices: ReadonlyMap<string, QuoteLine>;
  troubles: ReadonlyMap<string, Trouble>;
};

/** Asks for the price; lines that cannot be had are told apart and the rest is priced without them. */
export async function price(cart: Cart): Promise<Priced> {
  try {
    return priced(await ask(cart));
  } catch (error) {
    const faults = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
    const troubles = troublesOf(cart.items, faults);
    if (!troubles) throw error;
    const items = cart.items.filter((item) => !troubles.has(keyOf(item)));
    return priced(items.length ? await ask({ ...cart, items }) : undefined, troubles);
  }
}

function ask(body: Cart): Promise<Schemas["Quote"]> {
  return answer(api.POST("/cart/quote", { body }));
}

function priced(quote: Priced["quote"], troubles: Priced["troubles"] = new Map()): Priced {
  const prices = new Map(quote?.lines.map((line) => [keyOf(configured(line)), line]));
  return { quote, prices, troubles };
}

/** The lines that faults are about, by their keys; `undefined` where a fault is about something else. */
export function troublesOf(items: Cart["items"], faults: readonly Fault[]): Map<string, Trouble> | undefined {
  const troubles = new Map<string, Trouble>();
  for (const fault of faults) {
    const place = /^\/items\/(\d+)(?:\/|$)/.exec(fault.pointer)?.[1];
    const item = place && items[Number(place)];
    if (!item) return undefined;
    const gone = troubles.get(keyOf(item)) === "gone" || !fewerWouldDo(items, item, fault);
    troubles.set(keyOf(item), gone ? "gone" : "fewer");
  }
  return troubles.size ? troubles : undefined;
}

/** Whether the fault is the number of pieces. What the whole cart wants of a variant must be in stock. */
function fewerWouldDo(items: Cart["items"], item: Configured, { code, pointer }: Fault): boolean {
  if (code === "quantity_out_of_range" || code === "total_too_large") return true;
  const variant = item.variant_ids[Number(pointer.split("/")[4])];
  if (code !== "out_of_stock" || !variant) return false;
  const wanting = items.filter(({ variant_ids }) => variant_ids.includes(variant));
  return wanting.reduce((pieces, { quantity }) => pieces + quantity, 0) > 1;
}

export function changeOf(line: Line, { prices, troubles }: Priced): Change | undefined {
  const { seen } = line;
  const now = prices.get(keyOf(line))?.unit_price;
  const trouble = troubles.get(keyOf(line));
  if (trouble || !now || seen?.currency !== now.currency || seen.amount === now.amount) return trouble;
  return now.amount < seen.amount ? "fell" : "rose";
}
