import { describe, expect, it } from "vitest";
import { SHIPPABLE_COUNTRIES } from "./shippableCountries";

describe("the shippable countries", () => {
  it("have names and are sorted without duplicates", () => {
    const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
    expect(SHIPPABLE_COUNTRIES.filter((code) => !names.of(code))).toEqual([]);
    expect(SHIPPABLE_COUNTRIES).toEqual([...new Set(SHIPPABLE_COUNTRIES)].toSorted());
  });

  it("are ISO 3166-1 without those that Stripe refuses", () => {
    // https://docs.stripe.com/api/checkout/sessions/create, `shipping_address_collection.allowed_countries`.
    const refused = "AS CC CU CX FM HM IR KP MH MP NF PW SD SY UM VI".split(" ");
    expect(SHIPPABLE_COUNTRIES).toHaveLength(249 - refused.length);
    expect(SHIPPABLE_COUNTRIES.filter((code) => refused.includes(code))).toEqual([]);
  });
});
