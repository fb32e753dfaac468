import { describe, expect, it } from "vitest";
import { EVERYWHERE } from "./everywhere";

describe("everywhere", () => {
  it("is countries that have names, each once and in order", () => {
    const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
    expect(EVERYWHERE.filter((code) => !names.of(code))).toEqual([]);
    expect(EVERYWHERE).toEqual([...new Set(EVERYWHERE)].toSorted());
  });

  it("is all of ISO 3166-1 but where Stripe takes no address", () => {
    // https://docs.stripe.com/api/checkout/sessions/create, `shipping_address_collection.allowed_countries`.
    const refused = "AS CC CU CX FM HM IR KP MH MP NF PW SD SY UM VI".split(" ");
    expect(EVERYWHERE).toHaveLength(249 - refused.length);
    expect(EVERYWHERE.filter((code) => refused.includes(code))).toEqual([]);
  });
});
