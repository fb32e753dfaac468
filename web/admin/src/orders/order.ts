/** Types and states of orders. */

import type { Schemas } from "@3d-things/api";

export type Order = Schemas["AdminOrder"];
export type Summary = Schemas["OrderSummary"];
export type State = Schemas["PurchaseState"];

/** The states in the list, in order of their life cycle. Unpaid purchases are no orders. */
export const LISTED_STATES: readonly State[] = [
  "payment_confirmed",
  "processing",
  "shipped",
  "delivered",
  "cancelled",
];

/** The chip colour of a state. */
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
