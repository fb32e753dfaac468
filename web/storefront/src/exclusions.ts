/** Combinations that cannot be made. */

export type Choice = { id: string; type: string; value: string };

/** Each is of two or more variants, by their ids. */
export type Exclusions = readonly (readonly string[])[];

/** What does not go together among these choices: all of the first excluded combination that they hold. */
export function findConflict(exclusions: Exclusions, chosen: readonly Choice[]): Choice[] | undefined {
  const choiceOf = new Map(chosen.map((choice) => [choice.id, choice]));
  const found = exclusions.find((combination) => combination.every((id) => choiceOf.has(id)));
  return found?.flatMap((id) => choiceOf.get(id) ?? []);
}
