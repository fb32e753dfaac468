import { describe, expect, it } from "vitest";
import { type Draft, draftOf, type Form, formOf, type Product, slugOf } from "./draft";
import { held, isExcluded, toggled } from "./exclusions";
import { offer } from "./offer";

const abs = { type: "material", value: "ABS" } as const;
const gold = { type: "color", value: "Gold" } as const;
const large = { type: "size", value: "Large" } as const;

describe("exclusions", () => {
  it("are put in and taken out pair by pair, in either order", () => {
    const once = toggled([], abs, gold);
    expect(isExcluded(once, gold, abs)).toBe(true);
    expect(toggled(once, gold, abs)).toEqual([]);
  });

  it("leave triples as they are", () => {
    const triple = [abs, gold, large];
    expect(isExcluded([triple], abs, gold)).toBe(false);
    expect(toggled([triple], abs, gold)).toEqual([triple, [abs, gold]]);
    expect(held([triple], [abs, gold])).toBeUndefined();
    expect(held([triple], [large, gold, abs])).toBe(triple);
  });
});

function variant(amount: number, lead: number): Draft["variants"][number] {
  const price_adjustment = { amount, currency: "EUR" };
  return { type: "size", value: "x", price_adjustment, lead_time_days: lead, active: true };
}

describe("an offer", () => {
  it("is the base with its adjustments, and the longest lead time", () => {
    expect(offer(1900, [variant(250, 3), variant(-100, 5)])).toEqual({ amount: 2050, lead: 5 });
  });

  it("is never below zero", () => {
    expect(offer(100, [variant(-500, 1)])?.amount).toBe(0);
  });

  it("is none while an amount is missing or beyond what can be counted", () => {
    expect(offer(undefined, [])).toBeUndefined();
    expect(offer(Number.MAX_SAFE_INTEGER, [variant(1, 1)])).toBeUndefined();
  });
});

const product = {
  id: "prd_1",
  version: 3,
  slug: "vase",
  name: "Vase",
  description: "A vase",
  category: "home",
  base_price: { amount: 1000, currency: "EUR" },
  active: true,
  variants: [
    {
      id: "var_a",
      ...abs,
      price_adjustment: { amount: 0, currency: "EUR" },
      lead_time_days: 1,
      active: true,
      stock: 4,
    },
    {
      id: "var_g",
      ...gold,
      price_adjustment: { amount: 0, currency: "EUR" },
      lead_time_days: 1,
      active: true,
    },
  ],
  excluded_combinations: [["var_a", "var_g"]],
  images: [{ path: "/media/1.png", alt: "a", variant_id: "var_g" }],
  created_at: "",
  updated_at: "",
} as Product;

describe("a product's form", () => {
  it("names variants where the product has their ids", () => {
    const form = formOf(product);
    expect(form.excluded_combinations).toEqual([[abs, gold]]);
    expect(form.images?.[0]?.variant).toEqual(gold);
  });

  it("gives back what it was made of", () => {
    const draft = draftOf(formOf(product));
    expect(draft.variants[0]).toMatchObject({ id: "var_a", stock: 4, swatch: null });
    expect(draft.excluded_combinations).toEqual([[abs, gold]]);
  });

  it("lets exclusions and ties go with the variant that they name", () => {
    const form: Form = formOf(product);
    const draft = draftOf({ ...form, variants: form.variants.filter(({ value }) => value !== "Gold") });
    expect(draft.excluded_combinations).toEqual([]);
    expect(draft.images).toEqual([{ path: "/media/1.png", alt: "a" }]);
  });
});

describe("a slug", () => {
  it.each([
    ["Tea light №2", "tea-light-no2"],
    ["  Größe: Übergroß! ", "grosse-ubergross"],
    ["---", ""],
  ])("of %s is %s", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });
});
