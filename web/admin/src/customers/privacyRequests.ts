/** Export and erasure across all pages of a customer's orders. */

import type { Schemas } from "@3d-things/api";
import { type Api, unwrap } from "../platform/api";

export type Order = Schemas["CustomerOrder"];
export type Export = { exported_at: string; orders: Order[]; failed: Failed[] };
type Failed = Schemas["FailedOrder"];
export type Erasure = Schemas["ErasedOrder"];
type RetentionHold = Schemas["RetentionHold"];

/** Exports all data of a customer. The API records the export in each order's audit trail. */
export async function exportCustomer(api: Api, email: string): Promise<Export> {
  const orders: Order[] = [];
  const failed: Failed[] = [];
  let page: Schemas["CustomerExport"] | undefined;
  do {
    const body = { email, cursor: page?.next_cursor };
    page = await unwrap(api.POST("/admin/customers/export", { body }));
    orders.push(...page.orders);
    failed.push(...(page.failed ?? []));
  } while (page.next_cursor);
  return { exported_at: page.exported_at, orders, failed };
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

/**
 * Predicts why an order would keep its customer data if it were erased now. A failed refund may have been replaced by a
 * later one, which only the API knows.
 */
export function retentionHold(order: Order): RetentionHold | undefined {
  // While a bank is to confirm the payment, nothing needs the data.
  if (order.state === "pending_payment") return undefined;
  if (order.state !== "delivered" && order.state !== "cancelled") return "open";
  if (order.refunds.some(({ status }) => status === "requested" || status === "pending")) {
    return "refund_running";
  }
  if (order.refunds.some(({ status }) => status === "failed")) return "refund_failed";
  return order.disputes.some(({ status }) => !CLOSED_DISPUTES.has(status)) ? "dispute_open" : undefined;
}

/** Compares e-mail addresses case-insensitively, as the shop does. */
export function isSameEmail(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
