/** The shop's API below this very address, and what its problems say to customers. */

import { ProblemError, shopClient } from "@3d-things/api";
import { say } from "./words";

export { answer, ProblemError, type Schemas } from "@3d-things/api";

export const api = shopClient({ baseUrl: "/api" });

/** A sentence for the customer. */
export function told(error: unknown): string {
  if (!(error instanceof ProblemError)) return say("unreachable");
  if (error.problem.status === 429) return say("too_many");
  if (error.passing) return say("unreachable");
  const fault = error.problem.errors?.[0];
  if (fault?.code === "country_not_served") return say("no_shipping");
  return fault?.detail ?? error.problem.detail;
}
