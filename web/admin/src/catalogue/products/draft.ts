/** Form values of a product: the API's document and the version that was read. */

import type { Money, Schemas } from "@3d-things/api";

export type Product = Schemas["Product"];
export type Draft = Schemas["ProductDraft"];
export type Kind = Schemas["VariantType"];
type DraftVariant = Draft["variants"][number];

/**
 * A variant in a form. Its `key` is stable while type and value are edited, and its amount may be missing for a
 * moment.
 */
export type Variant = Omit<DraftVariant, "price_adjustment"> & {
  key: string;
  price_adjustment: Money | null;
};

/** An image in a form. `variant` is the key of the variant it shows; `widths` lists the available files. */
export type Image = { path: string; alt: string; variant: string | null; widths: readonly number[] };

/** Keys of variants that cannot be combined. */
export type Combination = readonly string[];

export type Form = Omit<Draft, "variants" | "excluded_combinations" | "images"> & {
  id: string;
  version: number;
  archived_at: string | null;
  /** Responses to changes do not contain it. */
  audit: Schemas["AuditEntry"][] | null;
  variants: Variant[];
  excluded_combinations: Combination[];
  images: Image[];
};

/** The order in which customers choose. */
export const KINDS: readonly Kind[] = ["size", "material", "color"];

/** Returns the variants that have a type and a value; the others are still being edited. */
export function namedVariants(variants: readonly Variant[]): Variant[] {
  return variants.filter(({ type, value }) => type && value);
}

/** Converts a product to form values. References to variants use keys, so that a variant can be renamed. */
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

/** Creates a variant with a unique key. */
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

/** Converts form values to the API's document. Exclusions and images of removed variants are dropped. */
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
      // A customer chooses one variant per type, so two of one type never meet.
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

/** Derives a slug from a name: `Tea light №2` becomes `tea-light-2`. */
export function slugOf(name: string): string {
  const ascii = name.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();
  return ascii
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 80)
    .replace(/-$/, "");
}

/** Yields slugs for copies: `vase-copy`, `vase-copy-2`, …; copies of copies continue the count. */
export function* copySlugs(slug: string): Generator<string, never> {
  const original = slug.replace(/-copy(-\d+)?$/, "");
  for (let count = 1; ; count += 1) {
    const end = count === 1 ? "-copy" : `-copy-${String(count)}`;
    yield original.slice(0, 80 - end.length).replace(/-$/, "") + end;
  }
}
