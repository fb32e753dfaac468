/** What the API found wrong, in the language of who reads it. */

import type { Problem } from "@3d-things/api";

type Translate = (key: string, options?: Record<string, unknown>) => string;

/** Something that the API says: a problem, or one fault of the input. */
type ProblemText = { code: string; detail: string; reason?: unknown };

/**
 * Our own words for a code, or for a code with its reason; the API's English sentence where we have none. A limit that
 * only the sentence knows goes into our words as `limit`.
 */
export function localizedDetail({ code, detail, reason }: ProblemText, translate: Translate): string {
  const limit = /\d[\d,]*(?=\D*$)/.exec(detail)?.[0] ?? "";
  const general = translate(`problems.${code}`, { limit, _: detail });
  return typeof reason === "string" ? translate(`problems.${code}_${reason}`, { _: general }) : general;
}

/** The same problem in our words, with its faults. */
export function localizeProblem(problem: Problem, translate: Translate): Problem {
  const errors = problem.errors?.map((fault) => ({ ...fault, detail: localizedDetail(fault, translate) }));
  return { ...problem, detail: localizedDetail(problem, translate), ...(errors ? { errors } : {}) };
}
