/** Combinations that cannot be made. */

export type Choice = { id: string; type: string; value: string };

/** Each is of two or more variants, by their ids. */
export type Excluded = readonly (readonly string[])[];

/** What does not go together among these choices: all of the first excluded combination that they hold. */
export function conflict(excluded: Excluded, chosen: readonly Choice[]): Choice[] | undefined {
  const held = new Map(chosen.map((choice) => [choice.id, choice]));
  const found = excluded.find((combination) => combination.every((id) => held.has(id)));
  return found?.flatMap((id) => held.get(id) ?? []);
}
