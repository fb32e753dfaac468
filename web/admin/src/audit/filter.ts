/** What of the trail is asked for: a day, an actor, both together, or one subject alone. */

export type Filter = { day?: string; actor?: string; subject?: string };

/** Today as the trail counts days, in UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** The filter as the API takes it, without what is empty. A subject is asked for alone. */
export function toQuery({ day, actor, subject }: Filter): Filter {
  if (subject) return { subject };
  return { ...(day && { day }), ...(actor && { actor }) };
}
