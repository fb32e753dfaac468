/** Combinations of variants that cannot be made. */

import type { Combination } from "./draft";

function isPair(combination: Combination, a: string, b: string): boolean {
  return combination.length === 2 && combination.includes(a) && combination.includes(b);
}

/** Whether these two, whatever else is chosen, cannot be made together. */
export function isExcluded(all: readonly Combination[], a: string, b: string): boolean {
  return all.some((combination) => isPair(combination, a, b));
}

/** The combinations with this pair taken out or put in. */
export function toggled(all: readonly Combination[], a: string, b: string): Combination[] {
  const rest = all.filter((combination) => !isPair(combination, a, b));
  return rest.length === all.length ? [...all, [a, b]] : rest;
}

/** The first combination that a choice holds, if it holds one. */
export function held(all: readonly Combination[], chosen: readonly string[]): Combination | undefined {
  return all.find((combination) => combination.every((key) => chosen.includes(key)));
}
