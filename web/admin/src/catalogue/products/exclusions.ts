/** Combinations of variants that cannot be made. */

import type { Combination, Variant } from "./draft";

function isPair(combination: Combination, a: string, b: string): boolean {
  return combination.length === 2 && combination.includes(a) && combination.includes(b);
}

/** Whether these two, whatever else is chosen, cannot be made together. */
export function isExcluded(all: readonly Combination[], a: string, b: string): boolean {
  return all.some((combination) => isPair(combination, a, b));
}

/** The combinations with this pair taken out or put in. */
export function toggleExclusion(all: readonly Combination[], a: string, b: string): Combination[] {
  const rest = all.filter((combination) => !isPair(combination, a, b));
  return rest.length === all.length ? [...all, [a, b]] : rest;
}

/** The first combination that a choice holds, if it holds one. */
export function findExclusion(
  all: readonly Combination[],
  chosen: readonly string[],
): Combination | undefined {
  return all.find((combination) => combination.every((key) => chosen.includes(key)));
}

/** A combination as people read it. */
export function combinationLabel(combination: Combination, variants: readonly Variant[]): string {
  return combination
    .flatMap((key) => variants.find((variant) => variant.key === key)?.value ?? [])
    .join(" + ");
}
