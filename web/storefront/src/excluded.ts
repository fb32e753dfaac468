/** Combinations that cannot be made. */

export type Choice = { id: string; type: string; value: string };

/** Each is of two or more variants, by their ids. */
export type Excluded = readonly (readonly string[])[];

/** The first two values of the first excluded combination that these choices hold, if they hold one. */
export function conflict(excluded: Excluded, chosen: readonly Choice[]): [string, string] | undefined {
  const held = new Map(chosen.map((choice) => [choice.id, choice.value]));
  const found = excluded.find((combination) => combination.every((id) => held.has(id)));
  const [one = "", other = ""] = found?.map((id) => held.get(id) ?? "") ?? [];
  return found && [one, other];
}
