/** Filters of the order list. Only combinations that the API accepts can be built here. */

import type { paths } from "@3d-things/api";
import type { State } from "./order";

type Query = NonNullable<paths["/admin/orders"]["get"]["parameters"]["query"]>;

/** At most one of number, e-mail, overdue, awaiting_bank and state; days are those of the browser's time zone, as shown times are. */
export type Filter = {
  number?: string;
  email?: string;
  overdue?: true;
  awaiting_bank?: true;
  state?: State;
  from?: string;
  to?: string;
};

/** Lists that are queried alone, without dates. */
export const ALONE = ["overdue", "awaiting_bank"] as const;
type Alone = (typeof ALONE)[number];
const isAlone = (shown: string): shown is Alone => ALONE.some((name) => name === shown);

/** Form values of the filter. */
export type Typed = { search: string; shown: "" | Alone | State; from: string; to: string };

/**
 * An order number or at least three characters of its beginning: Crockford's base 32, without letters that look like
 * digits. The prefix is optional, since people leave it out.
 */
const NUMBER = /^(?:3DT-)?([0-9A-HJKMNP-TV-Z]{3,8})$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Numbers are queried alone too. */
export function allowsDateRange({ search, shown }: Typed): boolean {
  return search.trim() ? search.includes("@") : !isAlone(shown);
}

/** Builds a filter, or undefined while the text is neither a number nor, if allowed, an e-mail. */
export function filterOf(typed: Typed, byEmail: boolean): Filter | undefined {
  const { from, to, shown } = typed;
  const days = { ...(from && { from }), ...(to && { to }) };
  const search = typed.search.trim();
  if (!search) return isAlone(shown) ? { [shown]: true } : { ...(shown && { state: shown }), ...days };
  const number = NUMBER.exec(search.toUpperCase())?.[1];
  if (number) return { number: `3DT-${number}` };
  return byEmail && EMAIL.test(search) ? { email: search, ...days } : undefined;
}

/** Form values for a filter. */
export function typedOf(filter: Filter): Typed {
  const { number, email, state, from = "", to = "" } = filter;
  return {
    search: number ?? email ?? "",
    shown: ALONE.find((name) => filter[name]) ?? state ?? "",
    from,
    to,
  };
}

/** Builds the API query: both days are inclusive. */
export function toQuery({ from, to, ...alone }: Filter): Query {
  return {
    ...alone,
    ...(from && { from: midnight(from).toISOString() }),
    ...(to && { to: lastMomentOf(to).toISOString() }),
  };
}

/** Builds the export's query, or undefined for filters that the export does not support. */
export function toExportQuery(filter: Filter): Pick<Query, "state" | "from" | "to"> | undefined {
  return filter.number || filter.email || ALONE.some((name) => filter[name]) ? undefined : toQuery(filter);
}

/** The beginning of a local day. */
function midnight(day: string): Date {
  return new Date(`${day}T00:00:00`);
}

/** The last millisecond of a local day, which may have 23 or 25 hours. */
function lastMomentOf(day: string): Date {
  const next = midnight(day);
  next.setDate(next.getDate() + 1);
  return new Date(next.getTime() - 1);
}
