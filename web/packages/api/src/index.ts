/** The shop's API: its types from docs/openapi.json, a client, and the problems that it answers. */

import createClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { components, paths } from "./schema";

export { digitsOf, formatMoney, parseMoney } from "./money";
export type { paths };

/** The types of the API by their names in its document. */
export type Schemas = components["schemas"];
export type Money = Schemas["Money"];
export type Problem = Schemas["Problem"];

/** What went wrong, as the API says it (RFC 9457), or as the network does. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly problem: Problem,
    /** Headers of the answer; none where there was no answer. */
    readonly headers: Headers = new Headers(),
  ) {
    super(problem.detail);
  }

  /** Whether trying the same again may help. */
  get retryable(): boolean {
    return this.problem.status === 0 || this.problem.status === 429 || this.problem.status >= 500;
  }
}

/** Nobody answered, or not as the API would. Its status is 0 where there was no answer. */
function unreachable(status: number): Problem {
  return {
    type: "about:blank",
    title: "",
    status,
    code: "unreachable",
    detail: "The shop is not responding.",
  };
}

/** A client below `baseUrl`. Give its calls to {@link unwrap}. */
export function shopClient(options: ClientOptions): Client<paths> {
  return createClient<paths>(options);
}

/** What a call answered; throws a {@link ProblemError} for everything that is not a success. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  return (await unwrapWithHeaders(call)).data;
}

/** The same with its headers: versions (`ETag`), waiting times (`Retry-After`). */
export async function unwrapWithHeaders<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<{ data: T; headers: Headers }> {
  const { data, error, response } = await call.catch(() => {
    throw new ProblemError(unreachable(0));
  });
  if (response.ok) return { data: data as T, headers: response.headers };
  const detail = typeof error === "object" && error !== null && "code" in error;
  throw new ProblemError(detail ? (error as Problem) : unreachable(response.status), response.headers);
}
