import { describe, expect, it } from "vitest";
import { parseEvidence } from "./changes";

describe("the evidence of an entry", () => {
  it("contains only values that changed", () => {
    const evidence = {
      before: { shop_name: "3D Things", retention_days: 1095 },
      after: { shop_name: "3D Dinge", retention_days: 1095 },
    };
    expect(parseEvidence(evidence)).toEqual({
      changes: [{ path: ["shop_name"], before: "3D Things", after: "3D Dinge" }],
      facts: [],
    });
  });

  it("names list items by id, so that moving one is no change", () => {
    const price = (amount: number) => ({ amount, currency: "EUR" });
    const [standard, express] = [
      { id: "standard", price: price(490) },
      { id: "express", price: price(1290) },
    ];
    const evidence = {
      before: { shipping_rates: [standard, express] },
      after: { shipping_rates: [express, { ...standard, price: price(590) }] },
    };
    expect(parseEvidence(evidence).changes).toEqual([
      { path: ["shipping_rates", "standard", "price"], before: price(490), after: price(590) },
    ]);
  });

  it("shows added and removed values of plain lists", () => {
    const holidays = (...days: string[]) => ({ calendar: { holidays: days } });
    const evidence = { before: holidays("2026-12-25"), after: holidays("2026-12-24", "2026-12-25") };
    expect(parseEvidence(evidence).changes).toEqual([
      { path: ["calendar", "holidays"], after: ["2026-12-24"] },
    ]);
    const turned = { before: { a: [1, 2] }, after: { a: [2, 1] } };
    expect(parseEvidence(turned).changes).toEqual([{ path: ["a"], before: [1, 2], after: [2, 1] }]);
  });

  it("expands values that exist on one side only", () => {
    const evidence = { after: { name: "Dragon", variants: [{ id: "var_1", value: "Red", stock: null }] } };
    expect(parseEvidence(evidence).changes).toEqual([
      { path: ["name"], before: undefined, after: "Dragon" },
      { path: ["variants", "var_1", "id"], before: undefined, after: "var_1" },
      { path: ["variants", "var_1", "value"], before: undefined, after: "Red" },
    ]);
  });

  it("leaves other details unchanged", () => {
    const amount = { amount: 500, currency: "EUR" };
    expect(parseEvidence({ refund_id: "ref_1", amount, failure: null })).toEqual({
      changes: [],
      facts: [
        { path: ["refund_id"], value: "ref_1" },
        { path: ["amount"], value: amount },
      ],
    });
    expect(parseEvidence({})).toEqual({ changes: [], facts: [] });
    expect(parseEvidence(null)).toEqual({ changes: [], facts: [] });
  });
});
