/** Sample orders for this folder's tests. */

import type { Order, Summary } from "./order";

const money = (amount: number) => ({ amount, currency: "EUR" });

export const summary = (changes: Partial<Summary> = {}): Summary => ({
  id: "ord_1",
  number: "3DT-ABCD2345",
  state: "processing",
  total: money(1299),
  country: "DE",
  item_count: 1,
  overdue: false,
  disputed: false,
  oversold: false,
  created_at: "2027-01-04T09:00:00Z",
  version: 3,
  ...changes,
});

export const order = (changes: object = {}): Order =>
  ({
    ...summary(),
    lines: [],
    tax_rates: [],
    refundable_lines: [],
    refunds: [],
    disputes: [],
    notes: [],
    audit: [],
    audit_intact: true,
    refundable: money(1299),
    allowed: [
      { to: "shipped", needs: ["carrier", "tracking_number"], optional: ["tracking_url"] },
      { to: "cancelled", needs: ["reason"] },
    ],
    ...changes,
  }) as unknown as Order;
