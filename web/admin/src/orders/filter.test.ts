import { describe, expect, it } from "vitest";
import { asked } from "./filter";

describe("the filter of orders", () => {
  it("asks for a number alone, as it is printed", () => {
    expect(asked({ number: " 3dt-abcd2345 ", state: "shipped" })).toEqual({ number: "3DT-ABCD2345" });
  });

  it("asks for what is overdue alone", () => {
    expect(asked({ overdue: true, from: "2027-01-01" })).toEqual({ overdue: true });
  });

  it("takes the last day whole", () => {
    expect(asked({ state: "shipped", from: "2027-01-01", to: "2027-01-31" })).toEqual({
      state: "shipped",
      from: "2027-01-01T00:00:00Z",
      to: "2027-02-01T00:00:00Z",
    });
  });

  it("prefers a customer to a state, which the API does not join", () => {
    expect(asked({ email: "a@b.example", state: "shipped" })).toEqual({ email: "a@b.example" });
  });
});
