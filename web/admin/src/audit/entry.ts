/** Actor and subject of an audit entry. */

import type { Schemas } from "@3d-things/api";

export type Entry = Schemas["ListedEntry"] & { id: string };
type Actor = Schemas["Actor"];

/** The id under which an actor's entries are indexed. Customers and Stripe have no such index. */
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

export function actorName(actor: Actor): string | undefined {
  return actor.kind === "admin" ? actor.email : actorKey(actor);
}

/** Returns the path of the subject's page in the back office. */
export function subjectPath(subject: string): string {
  if (subject.startsWith("ord_")) return `/orders/${subject}/show`;
  if (subject.startsWith("prd_")) return `/products/${subject}`;
  return `/${subject}`;
}

/** Returns `order`, `product`, `categories` or `settings`. */
export function subjectKind(subject: string): string {
  if (subject.startsWith("ord_")) return "order";
  return subject.startsWith("prd_") ? "product" : subject;
}
