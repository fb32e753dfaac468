import { describe, expect, it } from "vitest";
import { documentOf, erasesMore, type Form, formOf, lift } from "./document";

const form = (changes: object) =>
  ({ id: "settings", etag: '"3"', currency: "EUR", shipping_rates: [], ...changes }) as unknown as Form;

describe("the settings' document", () => {
  it("contains fields without an input, and no form metadata", () => {
    const sent = documentOf(form({ something_new: 7, kept_days: 730 }));
    expect(sent).toEqual({
      currency: "EUR",
      shipping_rates: [],
      address: null,
      tax: undefined,
      something_new: 7,
    });
  });

  it("omits empty address fields, and an empty address", () => {
    const address = { name: "3D Things", line1: "", line2: null };
    expect(documentOf(form({ address })).address).toEqual({ name: "3D Things" });
    expect(documentOf(form({ address: { name: null, line1: "" } })).address).toBeNull();
  });

  it("uses the shop's currency in every rate", () => {
    const price = { amount: 490, currency: "EUR" };
    const rates = [{ id: "standard", name: "Standard", price, free_from: price, countries: null }];
    const sent = documentOf(form({ currency: "CHF", shipping_rates: rates }));
    const swiss = { amount: 490, currency: "CHF" };
    expect(sent.shipping_rates).toEqual([
      { id: "standard", name: "Standard", price: swiss, free_from: swiss, countries: [] },
    ]);
  });

  it("contains the rates of the mode that has some, and of no other", () => {
    const rates = [{ country: "AT", rate: 2000 }];
    const tax = { mode: "included", home_rate: 1900, rates };
    const sent = (changes: object) => documentOf(form({ tax: { ...tax, ...changes } })).tax;
    expect(sent({})).toEqual(tax);
    expect(sent({ rates: null })).toEqual({ ...tax, rates: [] });
    for (const mode of ["stripe_included", "stripe_added", "small_business"])
      expect(sent({ mode })).toEqual({ mode });
  });

  it("erases more customers if the retention is shortened", () => {
    const { kept_days } = formOf({ data: form({ retention_days: 365 }), etag: undefined });
    const keeping = (retention_days: number) => form({ kept_days, retention_days });
    expect([364, 365, 366].map((days) => erasesMore(keeping(days)))).toEqual([true, false, false]);
  });

  it("moves nested faults to their input and leaves the others", () => {
    const errors = {
      currency: "no such",
      shipping_rates: { 0: { name: "empty", price: { amount: "too much" }, countries: { 3: "no country" } } },
      calendar: { holidays: { 12: "no day" } },
      root: { serverError: "in all" },
    };
    expect(lift(errors)).toEqual({
      currency: "no such",
      shipping_rates: { 0: { name: "empty", price: "too much", countries: "no country" } },
      calendar: { holidays: "no day" },
      root: { serverError: "in all" },
    });
  });
});
