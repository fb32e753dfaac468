/** Combinations of variants that cannot be made. */

import type { VariantName } from "./draft";

export type Combination = readonly VariantName[];

const same = (a: VariantName, b: VariantName) => a.type === b.type && a.value === b.value;

function isPair(combination: Combination, a: VariantName, b: VariantName): boolean {
  const holds = (name: VariantName) => combination.some((other) => same(other, name));
  return combination.length === 2 && holds(a) && holds(b);
}

/** Whether these two, whatever else is chosen, cannot be made together. */
export function isExcluded(all: readonly Combination[], a: VariantName, b: VariantName): boolean {
  return all.some((combination) => isPair(combination, a, b));
}

/** The combinations with this pair taken out or put in. */
export function toggled(all: readonly Combination[], a: VariantName, b: VariantName): Combination[] {
  const rest = all.filter((combination) => !isPair(combination, a, b));
  return rest.length === all.length ? [...all, [a, b]] : rest;
}

/** The first combination that a choice holds, if it holds one. */
export function held(all: readonly Combination[], chosen: readonly VariantName[]): Combination | undefined {
  return all.find((combination) => combination.every((name) => chosen.some((other) => same(other, name))));
}
