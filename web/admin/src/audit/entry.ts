/** What an entry of the trail says, apart from its words. */

import type { Schemas } from "@3d-things/api";

export type Entry = Schemas["AuditEntry"] & { id: string };
type Actor = Schemas["Actor"];

/** By what the trail of an actor is asked for; none for customers and Stripe, of whom there are no such lists. */
export function actorKey(actor: Actor): string | undefined {
  switch (actor.kind) {
    case "admin":
      return actor.sub;
    case "automation":
      return actor.client_id;
    case "system":
      return actor.function;
    default:
      return undefined;
  }
}

/** The name of an actor, beside their kind. */
export function actorName(actor: Actor): string | undefined {
  return actor.kind === "admin" ? actor.email : actorKey(actor);
}

/** Where the page of a subject is in the back office. */
export function subjectPath(subject: string): string {
  if (subject.startsWith("ord_")) return `/orders/${subject}/show`;
  if (subject.startsWith("prd_")) return `/products/${subject}`;
  return `/${subject}`;
}

/** What a subject is: `order`, `product`, `categories` or `settings`. */
export function subjectKind(subject: string): string {
  if (subject.startsWith("ord_")) return "order";
  return subject.startsWith("prd_") ? "product" : subject;
}
