/** The shop's API below this very address, and what its problems say to customers. */

import { ProblemError, type shopClient } from "@3d-things/api";
import { say, sayProblem } from "./words";

export { answer, ProblemError, type Schemas } from "@3d-things/api";

type Ask = {
  params?: { path?: { id: string }; header?: Record<string, string> };
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
};

/** What pages need of a client; the whole one would take a sixth of what a page may load. */
export const api = { GET: ask("GET"), POST: ask("POST") } as unknown as Pick<
  ReturnType<typeof shopClient>,
  "GET" | "POST"
>;

function ask(method: string) {
  return async (path: string, { params, headers, body, signal }: Ask = {}) => {
    const json = body === undefined ? {} : { "Content-Type": "application/json" };
    const response = await fetch(`/api${path.replace("{id}", encodeURIComponent(params?.path?.id ?? ""))}`, {
      method,
      headers: { ...json, ...params?.header, ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
    const text = await response.text();
    const content: unknown = text && JSON.parse(text);
    return response.ok ? { data: content, response } : { error: content, response };
  };
}

/** The code of a problem: that of the first fault, where it is the input's. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof ProblemError ? (error.problem.errors?.[0]?.code ?? error.problem.code) : undefined;
}

/** A sentence for the customer, in the language of the page: the API's own are for developers. */
export function told(error: unknown): string {
  if (!(error instanceof ProblemError)) {
    reportError(error);
    return say("problem");
  }
  if (error.problem.status === 429) return say("too_many");
  return error.passing ? say("unreachable") : sayProblem(codeOf(error) ?? "");
}
