/** Filter of the audit trail: a day, an actor, both together, or one subject alone. */

export type Filter = { day?: string; actor?: string; subject?: string };

/** Today's date in UTC, which is how the trail groups days. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Builds the API query without empty fields. A subject is sent alone. */
export function toQuery({ day, actor, subject }: Filter): Filter {
  if (subject) return { subject };
  return { ...(day && { day }), ...(actor && { actor }) };
}
