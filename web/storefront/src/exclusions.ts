export type Choice = { id: string; type: string; value: string };

/** Each combination has two or more variant ids. */
export type Exclusions = readonly (readonly string[])[];

/** Returns the choices of the first excluded combination they contain. */
export function findConflict(exclusions: Exclusions, chosen: readonly Choice[]): Choice[] | undefined {
  const choiceOf = new Map(chosen.map((choice) => [choice.id, choice]));
  const found = exclusions.find((combination) => combination.every((id) => choiceOf.has(id)));
  return found?.flatMap((id) => choiceOf.get(id) ?? []);
}
