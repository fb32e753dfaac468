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

/** An API that answers these pages one after the other, and what it was asked. */
function answering(...pages: object[]) {
  const asked: unknown[] = [];
  const POST = async (_path: string, { body }: { body: unknown }) => {
    asked.push(body);
    return { data: pages[asked.length - 1], response: new Response("{}") };
  };
  return { api: { POST } as unknown as Api, asked };
}

describe("a customer's request", () => {
  it("hands out the orders of all pages together", async () => {
    const first = { exported_at: "2026-11-23T10:00:00Z", orders: [{ id: "ord_1" }], next_cursor: "next" };
    const last = { exported_at: "2026-11-23T10:00:01Z", orders: [{ id: "ord_2" }] };
    const { api, asked } = answering(first, last);
    const { orders } = await exportCustomer(api, "ada@example.org");
    expect(orders.map(({ id }) => id)).toEqual(["ord_1", "ord_2"]);
    expect(asked).toEqual([
      { email: "ada@example.org", cursor: undefined },
      { email: "ada@example.org", cursor: "next" },
    ]);
  });

  it("tells what came of each page's orders before it asks for the next", async () => {
    const { api } = answering({ orders: [{ id: "ord_1", erased: true }], next_cursor: "next" });
    const told: Erasure[] = [];
    await expect(eraseCustomer(api, "ada@example.org", (answers) => told.push(...answers))).rejects.toThrow();
    expect(told.map(({ id }) => id)).toEqual(["ord_1"]);
  });

  it("foresees which orders keep their data, and why", () => {
    expect(retentionHold(order({}))).toBeUndefined();
    expect(retentionHold(order({ state: "cancelled" }))).toBeUndefined();
    expect(retentionHold(order({ state: "shipped" }))).toBe("open");
    expect(retentionHold(order({ refunds: [{ status: "pending" }] }))).toBe("refund_running");
    expect(retentionHold(order({ refunds: [{ status: "succeeded" }] }))).toBeUndefined();
    expect(retentionHold(order({ disputes: [{ status: "needs_response" }] }))).toBe("dispute_open");
    expect(retentionHold(order({ disputes: [{ status: "won" }] }))).toBeUndefined();
  });

  it("knows an e-mail in any capitals", () => {
    expect(isSameEmail(" Ada@Example.org", "ada@example.ORG ")).toBe(true);
    expect(isSameEmail("ada@example.org", "bob@example.org")).toBe(false);
  });
});
