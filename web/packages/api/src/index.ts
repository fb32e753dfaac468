/** The shop's API: types from docs/openapi.json, a client and its problems. */

import createClient, { type Client, type ClientOptions } from "openapi-fetch";
import type { components, paths } from "./schema";

export { digitsOf, formatMoney, parseDecimal, parseMoney } from "./money";
export type { paths };

/** Schemas of the OpenAPI document by name. */
export type Schemas = components["schemas"];
export type Money = Schemas["Money"];
export type Problem = Schemas["Problem"];

/** A problem from the API (RFC 9457), or a network failure. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly problem: Problem,
    /** Response headers; empty without a response. */
    readonly headers: Headers = new Headers(),
  ) {
    super(problem.detail);
  }

  /** True if a retry may succeed. */
  get retryable(): boolean {
    return this.problem.status === 0 || this.problem.status === 429 || this.problem.status >= 500;
  }
}

/** Problem for a missing or foreign response. Its status is 0 without a response. */
function unreachable(status: number): Problem {
  return {
    type: "about:blank",
    title: "",
    status,
    code: "unreachable",
    detail: "The shop is not responding.",
  };
}

/** Creates a client for `baseUrl`. Wrap its calls in {@link unwrap}. */
export function shopClient(options: ClientOptions): Client<paths> {
  return createClient<paths>(options);
}

/** Returns a call's data; throws a {@link ProblemError} for any failure. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  return (await unwrapWithHeaders(call)).data;
}

/** Like {@link unwrap}, with the headers, such as `ETag` and `Retry-After`. */
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
