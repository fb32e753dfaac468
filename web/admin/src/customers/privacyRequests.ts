/** Both requests of a customer, over all pages of their orders. */

import type { Schemas } from "@3d-things/api";
import { type Api, unwrap } from "../platform/api";

export type Order = Schemas["CustomerOrder"];
export type Export = { exported_at: string; orders: Order[] };
export type Erasure = Schemas["ErasedOrder"];
type RetentionHold = Schemas["RetentionHold"];

/** All that the shop knows of a customer. Each of their orders notes that it was handed out. */
export async function exportCustomer(api: Api, email: string): Promise<Export> {
  const orders: Order[] = [];
  let page: Schemas["CustomerExport"] | undefined;
  do {
    const body = { email, cursor: page?.next_cursor };
    page = await unwrap(api.POST("/admin/customers/export", { body }));
    orders.push(...page.orders);
  } while (page.next_cursor);
  return { exported_at: page.exported_at, orders };
}

/** Erases a customer page by page; `told` hears what came of each order as soon as it is known. */
export async function eraseCustomer(
  api: Api,
  email: string,
  onProgress: (answers: Erasure[]) => void,
): Promise<void> {
  let cursor: string | null | undefined;
  do {
    const page = await unwrap(api.POST("/admin/customers/erase", { body: { email, cursor } }));
    onProgress(page.orders);
    cursor = page.next_cursor;
  } while (cursor);
}

/** Disputes that are over, in Stripe's words. */
const CLOSED_DISPUTES = new Set(["won", "lost", "warning_closed", "prevented"]);

/** Why an order would keep its customer's data if they were erased now; none if it would not. */
export function retentionHold(order: Order): RetentionHold | undefined {
  if (order.state !== "delivered" && order.state !== "cancelled") return "open";
  if (order.refunds.some(({ status }) => status === "requested" || status === "pending")) {
    return "refund_running";
  }
  return order.disputes.some(({ status }) => !CLOSED_DISPUTES.has(status)) ? "dispute_open" : undefined;
}

/** Whether two e-mails are the same to the shop, in any capitals. */
export function isSameEmail(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
