/** Evidence of a transition, from form values to API fields. */

import type { Schemas } from "@3d-things/api";

export type Step = Schemas["NextStep"];

/** Evidence given by a checkbox instead of a text. */
const CONFIRMATIONS = new Set(["details_verified", "customer_confirmed", "override_payment_hold", "restock"]);

export const isConfirmation = (name: string): boolean => CONFIRMATIONS.has(name);

/** Returns the fields to fill in, with `chosen` as the selected alternative. */
export function fieldsOf({ needs, optional }: Step, chosen: string | undefined): string[] {
  // Choosing a confirmation gives it, so it needs no field.
  const alternative = chosen && !isConfirmation(chosen) ? [chosen] : [];
  return [...needs, ...alternative, ...(optional ?? [])];
}

/** Converts form values to API fields; local times become instants. */
export function toEvidence(
  fields: readonly string[],
  chosen: string | undefined,
  typed: Readonly<Record<string, string>>,
): Record<string, string | boolean> {
  const given = fields.filter((name) => typed[name]?.trim());
  const shown = given.map((name) => [name, valueOf(name, (typed[name] ?? "").trim())]);
  const confirmed = chosen && isConfirmation(chosen) ? { [chosen]: true } : {};
  return { ...Object.fromEntries(shown), ...confirmed };
}

function valueOf(name: string, typed: string): string | boolean {
  if (isConfirmation(name)) return true;
  return name === "delivered_at" ? new Date(typed).toISOString() : typed;
}

/** Now in the format of a local time input. It has seconds, so that it is not before a parcel of the same minute. */
export function localNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
