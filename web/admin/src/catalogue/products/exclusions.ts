/** Operations on excluded combinations of variants. */

import type { Combination, Variant } from "./draft";

function isPair(combination: Combination, a: string, b: string): boolean {
  return combination.length === 2 && combination.includes(a) && combination.includes(b);
}

/** True if this pair is excluded, regardless of other choices. */
export function isExcluded(all: readonly Combination[], a: string, b: string): boolean {
  return all.some((combination) => isPair(combination, a, b));
}

/** Adds or removes a pair. */
export function toggleExclusion(all: readonly Combination[], a: string, b: string): Combination[] {
  const rest = all.filter((combination) => !isPair(combination, a, b));
  return rest.length === all.length ? [...all, [a, b]] : rest;
}

/** Returns the first exclusion that the chosen variants contain. */
export function findExclusion(
  all: readonly Combination[],
  chosen: readonly string[],
): Combination | undefined {
  return all.find((combination) => combination.every((key) => chosen.includes(key)));
}

/** The display name of a combination. */
export function combinationLabel(combination: Combination, variants: readonly Variant[]): string {
  return combination
    .flatMap((key) => variants.find((variant) => variant.key === key)?.value ?? [])
    .join(" + ");
}
