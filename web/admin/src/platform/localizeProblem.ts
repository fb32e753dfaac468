/** Localises the API's problems. */

import type { Problem } from "@3d-things/api";

type Translate = (key: string, options?: Record<string, unknown>) => string;

/** A problem, or one fault of its input. */
type ProblemText = { code: string; detail: string; reason?: unknown };

/**
 * Translates a code, or a code with its reason; falls back to the API's English sentence. The last number in that
 * sentence is passed to the translation as `limit`, and the whole sentence as `detail`, since nothing else carries what is
 * in them.
 */
export function localizedDetail({ code, detail, reason }: ProblemText, translate: Translate): string {
  const limit = /\d[\d,]*(?=\D*$)/.exec(detail)?.[0] ?? "";
  const general = translate(`problems.${code}`, { limit, detail, _: detail });
  return typeof reason === "string" ? translate(`problems.${code}_${reason}`, { _: general }) : general;
}

/** Localises a problem and its faults. */
export function localizeProblem(problem: Problem, translate: Translate): Problem {
  const errors = problem.errors?.map((fault) => ({ ...fault, detail: localizedDetail(fault, translate) }));
  return { ...problem, detail: localizedDetail(problem, translate), ...(errors ? { errors } : {}) };
}
