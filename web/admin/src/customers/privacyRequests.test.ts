import { describe, expect, it } from "vitest";
import type { Api } from "../platform/api";
import {
  eraseCustomer,
  type Erasure,
  exportCustomer,
  isSameEmail,
  type Order,
  retentionHold,
} from "./privacyRequests";

const order = (changes: object) =>
  ({ state: "delivered", refunds: [], disputes: [], ...changes }) as unknown as Order;

/** Mocks an API that returns these pages in turn, and records the requests. */
function mockApi(...pages: object[]) {
  const requests: unknown[] = [];
  const POST = async (_path: string, { body }: { body: unknown }) => {
    requests.push(body);
    return { data: pages[requests.length - 1], response: new Response("{}") };
  };
  return { api: { POST } as unknown as Api, asked: requests };
}

describe("a customer's request", () => {
  it("exports the orders of all pages together", async () => {
    const first = { exported_at: "2026-11-23T10:00:00Z", orders: [{ id: "ord_1" }], next_cursor: "next" };
    const broken = { id: "ord_3" };
    const last = { exported_at: "2026-11-23T10:00:01Z", orders: [{ id: "ord_2" }], failed: [broken] };
    const { api, asked: requests } = mockApi(first, last);
    const { orders, failed } = await exportCustomer(api, "ada@example.org");
    expect(failed).toEqual([broken]);
    expect(orders.map(({ id }) => id)).toEqual(["ord_1", "ord_2"]);
    expect(requests).toEqual([
      { email: "ada@example.org", cursor: undefined },
      { email: "ada@example.org", cursor: "next" },
    ]);
  });

  it("reports each page's results before it requests the next", async () => {
    const { api } = mockApi({ orders: [{ id: "ord_1", erased: true }], next_cursor: "next" });
    const erasures: Erasure[] = [];
    await expect(
      eraseCustomer(api, "ada@example.org", (answers) => erasures.push(...answers)),
    ).rejects.toThrow();
    expect(erasures.map(({ id }) => id)).toEqual(["ord_1"]);
  });

  it("predicts which orders retain their data, and why", () => {
    expect(retentionHold(order({}))).toBeUndefined();
    expect(retentionHold(order({ state: "cancelled" }))).toBeUndefined();
    expect(retentionHold(order({ state: "pending_payment" }))).toBeUndefined();
    expect(retentionHold(order({ state: "shipped" }))).toBe("open");
    expect(retentionHold(order({ refunds: [{ status: "pending" }] }))).toBe("refund_running");
    expect(retentionHold(order({ refunds: [{ status: "failed" }] }))).toBe("refund_failed");
    expect(retentionHold(order({ refunds: [{ status: "succeeded" }] }))).toBeUndefined();
    expect(retentionHold(order({ disputes: [{ status: "needs_response" }] }))).toBe("dispute_open");
    expect(retentionHold(order({ disputes: [{ status: "won" }] }))).toBeUndefined();
  });

  it("compares e-mails case-insensitively", () => {
    expect(isSameEmail(" Ada@Example.org", "ada@example.ORG ")).toBe(true);
    expect(isSameEmail("ada@example.org", "bob@example.org")).toBe(false);
  });
});
