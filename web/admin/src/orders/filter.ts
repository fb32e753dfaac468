/** What the list of orders is asked for. The API says which filters go together; a number or an e-mail goes alone. */

import type { paths } from "@3d-things/api";

type Query = NonNullable<paths["/admin/orders"]["get"]["parameters"]["query"]>;

/** The filter of a form as the API takes it: days begin and end in UTC, as the shop's days do. */
export function asked(filter: Record<string, unknown>): Query {
  const text = (name: string) => (typeof filter[name] === "string" ? filter[name].trim() : "");
  const query: Query = {};
  if (text("number")) return { number: text("number").toUpperCase() };
  if (filter["overdue"] === true) return { overdue: true };
  if (text("email")) query.email = text("email");
  else if (text("state")) query.state = text("state") as NonNullable<Query["state"]>;
  if (text("from")) query.from = `${text("from")}T00:00:00Z`;
  if (text("to")) query.to = dayAfter(text("to"));
  return query;
}

function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().replace(".000", "");
}
