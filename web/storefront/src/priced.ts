/** The cart as the server prices it, and what changed since the customer looked last. */

import { answer, api, ProblemError, type Schemas } from "./api";
import { type Line, request } from "./cart";

type Quote = Schemas["Quote"];
type Fault = Schemas["Fault"];

/** A line beside what the server says of it. */
export type PricedLine = { line: Line; priced: Schemas["QuoteLine"] | undefined; change: Change | undefined };

/** What the customer has to know of a line before paying. */
export type Change = "gone" | "fell" | "rose";

export type Priced = { lines: PricedLine[]; quote: Quote | undefined };

/** The places in the cart that faults are about; `undefined` where one is about something else. */
export function faultyLines(faults: readonly Fault[]): Set<number> | undefined {
  const places = new Set<number>();
  for (const { pointer } of faults) {
    const place = /^\/items\/(\d+)(\/|$)/.exec(pointer)?.[1];
    if (place === undefined) return undefined;
    places.add(Number(place));
  }
  return places.size ? places : undefined;
}

/** Asks for the price; lines that cannot be had any more are told apart and the rest is priced without them. */
export async function price(held: Line[], country: string, shipping: string | undefined): Promise<Priced> {
  try {
    return beside(held, new Set(), await ask(held, country, shipping));
  } catch (error) {
    const faults = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
    const gone = faultyLines(faults);
    if (!gone) throw error;
    const rest = held.filter((_, place) => !gone.has(place));
    return beside(held, gone, rest.length ? await ask(rest, country, shipping) : undefined);
  }
}

function ask(held: Line[], country: string, shipping: string | undefined): Promise<Quote> {
  const body = { ...request(held, country), ...(shipping ? { shipping_option: shipping } : {}) };
  return answer(api.POST("/cart/quote", { body }));
}

/** The server answers its lines in the order in which it was asked for them. */
export function beside(held: Line[], gone: ReadonlySet<number>, quote: Quote | undefined): Priced {
  let next = 0;
  const lines = held.map((line, place): PricedLine => {
    if (gone.has(place)) return { line, priced: undefined, change: "gone" };
    const priced = quote?.lines[next++];
    return { line, priced, change: priced && changed(line, priced) };
  });
  return { lines, quote };
}

function changed({ seen }: Line, { unit_price }: Schemas["QuoteLine"]): Change | undefined {
  if (!seen || seen.currency !== unit_price.currency || seen.amount === unit_price.amount) return undefined;
  return unit_price.amount < seen.amount ? "fell" : "rose";
}
