/** Cancelling a paid order is one step, which its chain records as two: into production, without a check, and out of it. */

import type { Schemas } from "@3d-things/api";

type Entry = Schemas["AuditEntry"];

/** True for the first of the two entries: nothing was ever made. */
function isPassing({ to, evidence }: Entry): boolean {
  const { details_verified } = (evidence ?? {}) as { details_verified?: unknown };
  return to === "processing" && details_verified === false;
}

/** Shows the two entries as the one step that they are: from paid to cancelled. */
export function withoutPassing<T extends Entry>(entries: readonly T[]): T[] {
  const place = (subject: string, seq: number) => `${subject} ${seq}`;
  const passing = new Map(
    entries.filter(isPassing).map((entry) => [place(entry.subject, entry.seq), entry.from]),
  );
  return entries
    .filter((entry) => !isPassing(entry))
    .map((entry) => {
      const from = passing.get(place(entry.subject, entry.seq - 1));
      return from && entry.to === "cancelled" ? { ...entry, from } : entry;
    });
}
