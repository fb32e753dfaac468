/** An order's own words: its states and how they look. */

import type { Schemas } from "@3d-things/api";

export type Order = Schemas["AdminOrder"];
export type Summary = Schemas["OrderSummary"];
export type State = Schemas["PurchaseState"];

/** The states in which orders are listed, in the order of their life: what was never paid is no order. */
export const LISTED_STATES: readonly State[] = [
  "payment_confirmed",
  "processing",
  "shipped",
  "delivered",
  "cancelled",
];

/** What a state looks like, beside its name. */
export function stateColour(state: State): "default" | "info" | "warning" | "success" | "error" {
  switch (state) {
    case "payment_confirmed":
      return "warning";
    case "processing":
    case "shipped":
      return "info";
    case "delivered":
      return "success";
    case "cancelled":
      return "error";
    default:
      return "default";
  }
}
