/** What must be shown for a step, from its form to the API. */

import type { Schemas } from "@3d-things/api";

export type Step = Schemas["NextStep"];

/** Evidence that is a yes, not a text. */
const CONFIRMATIONS = new Set(["details_verified", "customer_confirmed"]);

export const isConfirmation = (name: string): boolean => CONFIRMATIONS.has(name);

/** The fields of a step that can be filled in, where `chosen` is shown of those of which one is enough. */
export function fieldsOf({ needs, optional }: Step, chosen: string | undefined): string[] {
  // A promise that is chosen has been given by that.
  const alternative = chosen && !isConfirmation(chosen) ? [chosen] : [];
  return [...needs, ...alternative, ...(optional ?? [])];
}

/** What was typed, as the API takes it; a time in the viewer's zone becomes the moment that it is. */
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

/** Now, as a field for local times takes it; to the second, or it would be before a parcel of this very minute. */
export function localNow(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
