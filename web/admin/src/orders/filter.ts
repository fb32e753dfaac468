/** What the list of orders is asked for. Which filters go together is the API's rule; no other filter can be made here. */

import type { paths } from "@3d-things/api";
import type { State } from "./order";

type Query = NonNullable<paths["/admin/orders"]["get"]["parameters"]["query"]>;

/** One of a number, a customer's e-mail, what is overdue and a state, or none of them; days are the shop's, in UTC. */
export type Filter = {
  number?: string;
  email?: string;
  overdue?: true;
  state?: State;
  from?: string;
  to?: string;
};

/** What the form shows and people type: what is looked for, or which orders are to be shown. */
export type Typed = { search: string; shown: "" | "overdue" | State; from: string; to: string };

/** The letters are Crockford's, without those that look like digits; people leave out what all numbers begin with. */
const NUMBER = /^(?:3DT-)?([0-9A-HJKMNP-TV-Z]{8})$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Whether days go with what was typed. A number and what is overdue are asked for alone. */
export function allowsDateRange({ search, shown }: Typed): boolean {
  return search.trim() ? search.includes("@") : shown !== "overdue";
}

/** The filter of what was typed; none as long as it is neither a whole number nor, where that is allowed, an e-mail. */
export function filterOf(typed: Typed, byEmail: boolean): Filter | undefined {
  const { from, to, shown } = typed;
  const days = { ...(from && { from }), ...(to && { to }) };
  const search = typed.search.trim();
  if (!search) return shown === "overdue" ? { overdue: true } : { ...(shown && { state: shown }), ...days };
  const number = NUMBER.exec(search.toUpperCase())?.[1];
  if (number) return { number: `3DT-${number}` };
  return byEmail && EMAIL.test(search) ? { email: search, ...days } : undefined;
}

/** What the form shows of a filter. */
export function typedOf({ number, email, overdue, state, from = "", to = "" }: Filter): Typed {
  return { search: number ?? email ?? "", shown: overdue ? "overdue" : (state ?? ""), from, to };
}

/** The filter as the API takes it: a day begins, and the last one ends, in UTC. */
export function toQuery({ from, to, ...alone }: Filter): Query {
  return {
    ...alone,
    ...(from && { from: `${from}T00:00:00Z` }),
    ...(to && { to: dayAfter(to) }),
  };
}

/** What the export takes, which are whole lists only; none where a filter is set that it does not know. */
export function toExportQuery(filter: Filter): Pick<Query, "state" | "from" | "to"> | undefined {
  return filter.number || filter.email || filter.overdue ? undefined : toQuery(filter);
}

function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().replace(".000", "");
}
