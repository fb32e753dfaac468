/** A product as its form holds it: the document that the API takes, with the version that it was read at. */

import type { Money, Schemas } from "@3d-things/api";

export type Product = Schemas["Product"];
export type Draft = Schemas["ProductDraft"];
export type Kind = Schemas["VariantType"];
type DraftVariant = Draft["variants"][number];

/** A variant in a form: `key` stays while its type and value are typed, and an amount may be missing for a while. */
export type Variant = Omit<DraftVariant, "price_adjustment"> & {
  key: string;
  price_adjustment: Money | null;
};

/** A picture in a form; `variant` is the key of the one that it shows, `widths` says which files of it there are. */
export type Image = { path: string; alt: string; variant: string | null; widths: readonly number[] };

/** Variants, by their keys, that cannot be made together. */
export type Combination = readonly string[];

export type Form = Omit<Draft, "variants" | "excluded_combinations" | "images"> & {
  id: string;
  version: number;
  archived_at: string | null;
  /** Answers to changes come without it. */
  audit: Schemas["AuditEntry"][] | null;
  variants: Variant[];
  excluded_combinations: Combination[];
  images: Image[];
};

/** The order in which customers choose. */
export const KINDS: readonly Kind[] = ["size", "material", "color"];

/** Those that have a type and a value; the others are still being typed. */
export function namedVariants(variants: readonly Variant[]): Variant[] {
  return variants.filter(({ type, value }) => type && value);
}

/** A product as its form shows it. What refers to a variant does so by its key, so that it may be renamed. */
export function formOf(product: Product & { audit?: Schemas["AuditEntry"][] }): Form {
  return {
    id: product.id,
    version: product.version,
    archived_at: product.archived_at ?? null,
    audit: product.audit ?? null,
    slug: product.slug,
    name: product.name,
    description: product.description,
    category: product.category,
    base_price: product.base_price,
    active: product.active,
    variants: KINDS.flatMap((kind) => product.variants.filter(({ type }) => type === kind)).map(
      (variant) => ({ ...variant, key: variant.id }),
    ),
    excluded_combinations: product.excluded_combinations,
    images: product.images.map(({ path, alt, variant_id, widths = [] }) => ({
      path,
      alt,
      variant: variant_id ?? null,
      widths,
    })),
    model: product.model ?? null,
  };
}

/** A variant that is added, under a key that nothing else has. */
export function addedVariant(currency: string): Omit<Variant, "type"> & { type: Kind | "" } {
  return {
    key: crypto.randomUUID(),
    type: "",
    value: "",
    price_adjustment: { amount: 0, currency },
    lead_time_days: 3,
    active: true,
    swatch: null,
    stock: null,
  };
}

/** What a form holds, as the API takes it. Exclusions and pictures of variants that are gone go with them. */
export function draftOf(form: Form): Draft {
  const names = new Map(form.variants.map(({ key, type, value }) => [key, { type, value }]));
  return {
    slug: form.slug,
    name: form.name,
    description: form.description,
    category: form.category,
    base_price: form.base_price,
    active: form.active,
    variants: form.variants.map((variant) => draftVariant(variant, form.base_price.currency)),
    excluded_combinations: form.excluded_combinations.flatMap((combination) => {
      const found = combination.flatMap((key) => names.get(key) ?? []);
      // Of a type only one is chosen, so two of the same are never made together anyway.
      const kinds = new Set(found.map(({ type }) => type));
      return kinds.size === combination.length ? [found] : [];
    }),
    images: form.images.map(({ path, alt, variant }) => {
      const shown = variant ? names.get(variant) : undefined;
      return { path, alt: alt ?? "", ...(shown ? { variant: shown } : {}) };
    }),
    model: form.model ? { ...form.model, alt: form.model.alt ?? "" } : null,
  };
}

function draftVariant(variant: Variant, currency: string): DraftVariant {
  const { id, type, value, price_adjustment, lead_time_days, active, swatch, stock } = variant;
  return {
    ...(id ? { id } : {}),
    type,
    value,
    price_adjustment: price_adjustment ?? { amount: 0, currency },
    lead_time_days,
    active,
    swatch: swatch || null,
    stock: stock ?? null,
  };
}

/** A slug of a name: `Tea light №2` becomes `tea-light-2`. */
export function slugOf(name: string): string {
  const ascii = name.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();
  return ascii
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 80)
    .replace(/-$/, "");
}

/** Slugs for copies of a product: `vase-copy`, `vase-copy-2`, …; a copy's copies are counted on. */
export function* copySlugs(slug: string): Generator<string, never> {
  const original = slug.replace(/-copy(-\d+)?$/, "");
  for (let count = 1; ; count += 1) {
    const end = count === 1 ? "-copy" : `-copy-${String(count)}`;
    yield original.slice(0, 80 - end.length).replace(/-$/, "") + end;
  }
}
