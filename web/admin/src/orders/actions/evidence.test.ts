import { describe, expect, it } from "vitest";
import { fieldsOf, type Step, toEvidence } from "./evidence";

const shipped: Step = { to: "shipped", needs: ["carrier", "tracking_number"], optional: ["tracking_url"] };
const delivered: Step = {
  to: "delivered",
  needs: [],
  needs_one_of: ["delivered_at", "customer_confirmed"],
};

describe("the evidence of a transition", () => {
  it("is sent without empty fields", () => {
    const typed = { carrier: " DHL ", tracking_number: "0034", tracking_url: " " };
    expect(toEvidence(fieldsOf(shipped, undefined), undefined, typed)).toEqual({
      carrier: "DHL",
      tracking_number: "0034",
    });
  });

  it("contains only the chosen alternative", () => {
    const typed = { delivered_at: "2027-01-05T10:00:00" };
    const at = new Date(typed.delivered_at).toISOString();
    expect(toEvidence(fieldsOf(delivered, "delivered_at"), "delivered_at", typed)).toEqual({
      delivered_at: at,
    });
    expect(toEvidence(fieldsOf(delivered, "customer_confirmed"), "customer_confirmed", typed)).toEqual({
      customer_confirmed: true,
    });
  });

  it("has no field if the choice itself is the evidence", () => {
    expect(fieldsOf(delivered, "delivered_at")).toEqual(["delivered_at"]);
    expect(fieldsOf(delivered, "customer_confirmed")).toEqual([]);
  });

  it("contains true for a ticked checkbox", () => {
    expect(toEvidence(["details_verified"], undefined, { details_verified: "yes" })).toEqual({
      details_verified: true,
    });
  });
});
