import { HttpError } from "react-admin";
import { describe, expect, it } from "vitest";
import { rethrowAt } from "../../platform/faults";
import { addedVariant, copySlugs, draftOf, formOf, type Product, slugOf, type Variant } from "./draft";
import { findExclusion, isExcluded, toggleExclusion } from "./exclusions";
import { INPUTS } from "./faults";
import { offer } from "./offer";

const abs = { type: "material", value: "ABS" } as const;
const gold = { type: "color", value: "Gold" } as const;

describe("exclusions", () => {
  it("are toggled pair by pair, in either order", () => {
    const once = toggleExclusion([], "abs", "gold");
    expect(isExcluded(once, "gold", "abs")).toBe(true);
    expect(toggleExclusion(once, "gold", "abs")).toEqual([]);
  });

  it("leave combinations of three unchanged", () => {
    const triple = ["abs", "gold", "large"];
    expect(isExcluded([triple], "abs", "gold")).toBe(false);
    expect(toggleExclusion([triple], "abs", "gold")).toEqual([triple, ["abs", "gold"]]);
    expect(findExclusion([triple], ["abs", "gold"])).toBeUndefined();
    expect(findExclusion([triple], ["large", "gold", "abs"])).toBe(triple);
  });
});

function variant(amount: number | null, lead: number): Variant {
  const price_adjustment = amount === null ? null : { amount, currency: "EUR" };
  return { key: "x", type: "size", value: "x", price_adjustment, lead_time_days: lead, active: true };
}

describe("an offer", () => {
  it("adds adjustments to the base price and takes the longest lead time", () => {
    expect(offer(1900, [variant(250, 3), variant(-100, 5)])).toEqual({ amount: 2050, lead: 5 });
  });

  it("is never below zero", () => {
    expect(offer(100, [variant(-500, 1)])?.amount).toBe(0);
  });

  it("is undefined if an amount is missing or too large", () => {
    expect(offer(undefined, [])).toBeUndefined();
    expect(offer(1900, [variant(null, 3)])).toBeUndefined();
    expect(offer(Number.MAX_SAFE_INTEGER, [variant(1, 1)])).toBeUndefined();
  });
});

const price_adjustment = { amount: 0, currency: "EUR" };
const made = { price_adjustment, lead_time_days: 1, active: true };

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
    { id: "var_a", ...abs, ...made, stock: 4 },
    { id: "var_g", ...gold, ...made },
  ],
  excluded_combinations: [["var_a", "var_g"]],
  images: [{ path: "/media/1.png", alt: "a", variant_id: "var_g", widths: [160, 400] }],
  created_at: "",
  updated_at: "",
} as Product;

describe("a product's form", () => {
  it("converts back to the document, with names instead of ids", () => {
    const draft = draftOf(formOf(product));
    expect(draft.variants[0]).toMatchObject({ id: "var_a", stock: 4, swatch: null });
    expect(draft.excluded_combinations).toEqual([[abs, gold]]);
    expect(draft.images).toEqual([{ path: "/media/1.png", alt: "a", variant: gold }]);
  });

  it("holds an image's widths, and does not send them", () => {
    const form = formOf(product);
    expect(form.images[0]?.widths).toEqual([160, 400]);
    expect(draftOf(form).images?.[0]).not.toHaveProperty("widths");
  });

  it("preserves exclusions and images of a renamed variant", () => {
    const form = formOf(product);
    const changed = form.variants.map((variant) =>
      variant.key === "var_g" ? { ...variant, type: "size" as const, value: "Golden" } : variant,
    );
    const draft = draftOf({ ...form, variants: changed });
    const golden = { type: "size", value: "Golden" };
    expect(draft.excluded_combinations).toEqual([[abs, golden]]);
    expect(draft.images?.[0]?.variant).toEqual(golden);
  });

  it("distinguishes variants that have the same name for a moment", () => {
    const form = formOf(product);
    const second = { ...addedVariant("EUR"), type: "color" as const, value: "Gold" };
    const typed = { ...form, variants: [...form.variants, second] };
    const renamed = typed.variants.map((variant) =>
      variant === second ? { ...variant, value: "Golden" } : variant,
    );
    expect(draftOf({ ...typed, variants: renamed }).excluded_combinations).toEqual([[abs, gold]]);
  });

  it("drops exclusions and images of a removed variant", () => {
    const form = formOf(product);
    const draft = draftOf({ ...form, variants: form.variants.filter(({ value }) => value !== "Gold") });
    expect(draft.excluded_combinations).toEqual([]);
    expect(draft.images).toEqual([{ path: "/media/1.png", alt: "a" }]);
  });

  it("sends no exclusion of two variants of one type", () => {
    const form = formOf(product);
    const materials = form.variants.map((variant) => ({ ...variant, type: "material" as const }));
    expect(draftOf({ ...form, variants: materials }).excluded_combinations).toEqual([]);
  });

  it("shows a fault at its input, or above the form without one", () => {
    const faults = [
      "/base_price/amount",
      "/images/0/alt",
      "/variants/1/price_adjustment",
      "/variants/1/id",
      "/model/path",
      "/excluded_combinations/0",
      "/variants",
    ].map((pointer) => ({ pointer, detail: pointer }));
    let errors: unknown;
    try {
      rethrowAt(INPUTS)(new HttpError("", 422, { faults }));
    } catch (error) {
      errors = (error as HttpError).body.errors;
    }
    expect(errors).toEqual({
      base_price: "/base_price/amount",
      images: { 0: { alt: "/images/0/alt" } },
      variants: { 1: { price_adjustment: "/variants/1/price_adjustment" } },
      root: { serverError: "/variants/1/id /model/path /excluded_combinations/0 /variants" },
    });
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

  it("of a copy is numbered and never too long", () => {
    const first = (slug: string, count: number) => {
      const slugs = copySlugs(slug);
      return Array.from({ length: count }, () => slugs.next().value);
    };
    expect(first("vase", 3)).toEqual(["vase-copy", "vase-copy-2", "vase-copy-3"]);
    expect(first("vase-copy-2", 2)).toEqual(["vase-copy", "vase-copy-2"]);
    const long = `${"a".repeat(71)}-${"b".repeat(8)}`;
    expect(first(long, 2)).toEqual([`${"a".repeat(71)}-bbb-copy`, `${"a".repeat(71)}-b-copy-2`]);
    expect(first(`${"a".repeat(74)}-${"b".repeat(5)}`, 1)).toEqual([`${"a".repeat(74)}-copy`]);
  });
});
