/** Export and erasure across all pages of a customer's orders. */

import type { Schemas } from "@3d-things/api";
import { type Api, unwrap } from "../platform/api";

export type Order = Schemas["CustomerOrder"];
export type Export = { exported_at: string; orders: Order[] };
export type Erasure = Schemas["ErasedOrder"];
type RetentionHold = Schemas["RetentionHold"];

/** Exports all data of a customer. The API records the export in each order's audit trail. */
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

/** Erases a customer page by page; `onProgress` receives the result of each page at once. */
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

/** Stripe's states of closed disputes. */
const CLOSED_DISPUTES = new Set(["won", "lost", "warning_closed", "prevented"]);

/** Predicts why an order would keep its customer data if it were erased now. */
export function retentionHold(order: Order): RetentionHold | undefined {
  if (order.state !== "delivered" && order.state !== "cancelled") return "open";
  if (order.refunds.some(({ status }) => status === "requested" || status === "pending")) {
    return "refund_running";
  }
  return order.disputes.some(({ status }) => !CLOSED_DISPUTES.has(status)) ? "dispute_open" : undefined;
}

/** Compares e-mail addresses case-insensitively, as the shop does. */
export function isSameEmail(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
