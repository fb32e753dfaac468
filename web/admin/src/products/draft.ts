/** A product as its form holds it: the document that the API takes, with the version that it was read at. */

import type { Schemas } from "@3d-things/api";

export type Product = Schemas["Product"];
export type Draft = Schemas["ProductDraft"];
export type VariantName = Schemas["VariantName"];
export type Kind = Schemas["VariantType"];

export type Form = Draft & {
  id: string;
  version: number;
  archived_at?: string | null;
  audit?: Schemas["AuditEntry"][];
};

/** The order in which customers choose. */
export const KINDS: readonly Kind[] = ["size", "material", "color"];

/** A product as its form shows it: what refers to variants does so by their names. */
export function formOf(product: Product & { audit?: Schemas["AuditEntry"][] }): Form {
  const names = new Map(product.variants.map(({ id, type, value }) => [id, { type, value }]));
  const named = (id: string) => names.get(id) as VariantName;
  return {
    id: product.id,
    version: product.version,
    archived_at: product.archived_at ?? null,
    audit: product.audit ?? [],
    slug: product.slug,
    name: product.name,
    description: product.description,
    category: product.category,
    base_price: product.base_price,
    active: product.active,
    variants: KINDS.flatMap((kind) => product.variants.filter(({ type }) => type === kind)),
    excluded_combinations: product.excluded_combinations.map((combination) => combination.map(named)),
    images: product.images.map(({ path, alt, variant_id }) => ({
      path,
      alt,
      variant: variant_id ? named(variant_id) : null,
    })),
    model: product.model ?? null,
  };
}

/** What a form holds, as the API takes it. Exclusions and pictures of variants that are gone go with them. */
export function draftOf(form: Form): Draft {
  const there = (name: VariantName) =>
    form.variants.some(({ type, value }) => type === name.type && value === name.value);
  return {
    slug: form.slug,
    name: form.name,
    description: form.description,
    category: form.category,
    base_price: form.base_price,
    active: form.active,
    variants: form.variants.map(
      ({ id, type, value, price_adjustment, lead_time_days, active, swatch, stock }) => ({
        ...(id ? { id } : {}),
        type,
        value,
        price_adjustment: price_adjustment ?? { amount: 0, currency: form.base_price.currency },
        lead_time_days,
        active,
        swatch: swatch || null,
        stock: stock ?? null,
      }),
    ),
    excluded_combinations: (form.excluded_combinations ?? []).filter((combination) =>
      combination.every(there),
    ),
    images: (form.images ?? []).map(({ path, alt, variant }) => ({
      path,
      alt,
      ...(variant && there(variant) ? { variant } : {}),
    })),
    model: form.model ?? null,
  };
}

/** A slug of a name: `Tea light №2` becomes `tea-light-2`. */
export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 80)
    .replace(/-$/, "");
}
