/** Both requests of a customer, over all pages of their orders. */

import type { Schemas } from "@3d-things/api";
import { type Api, ask } from "../platform/api";

export type Order = Schemas["CustomerOrder"];
export type Export = { exported_at: string; orders: Order[] };
export type Answer = Schemas["ErasedOrder"];
type Keeps = Schemas["Keeps"];

/** All that the shop knows of a customer. Each of their orders notes that it was handed out. */
export async function exported(api: Api, email: string): Promise<Export> {
  const orders: Order[] = [];
  let page: Schemas["CustomerExport"] | undefined;
  do {
    const body = { email, cursor: page?.next_cursor };
    page = await ask(api.POST("/admin/customers/export", { body }));
    orders.push(...page.orders);
  } while (page.next_cursor);
  return { exported_at: page.exported_at, orders };
}

/** Erases a customer page by page; `told` hears what came of each order as soon as it is known. */
export async function erased(api: Api, email: string, told: (answers: Answer[]) => void): Promise<void> {
  let cursor: string | null | undefined;
  do {
    const page = await ask(api.POST("/admin/customers/erase", { body: { email, cursor } }));
    told(page.orders);
    cursor = page.next_cursor;
  } while (cursor);
}

/** Disputes that are over, in Stripe's words. */
const SETTLED = new Set(["won", "lost", "warning_closed", "prevented"]);

/** Why an order would keep its customer's data if they were erased now; none if it would not. */
export function keptBecause(order: Order): Keeps | undefined {
  if (order.state !== "delivered" && order.state !== "cancelled") return "open";
  if (order.refunds.some(({ status }) => status === "requested" || status === "pending")) {
    return "refund_running";
  }
  return order.disputes.some(({ status }) => !SETTLED.has(status)) ? "dispute_open" : undefined;
}

/** Whether two e-mails are the same to the shop, in any capitals. */
export function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
