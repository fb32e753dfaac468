/** Minimal client of the API under this site's `/api`, and its messages for customers. */

import { type paths, ProblemError } from "@3d-things/api";
import { problemMessage, t } from "./i18n";

export { unwrap, ProblemError, type Schemas } from "@3d-things/api";

/** Excludes admin paths, because this client cannot sign in, and paths with two parameters. */
type PublicPath = Exclude<keyof paths, `/admin/${string}` | `${string}{${string}{${string}`>;

/** Supports an `id` in the path and no query. Anything else does not compile. */
type SupportedOperation = { parameters: { query?: never; cookie?: never; path?: { id: string } } };

type Method = "GET" | "POST";

type Operations<By extends Method> = {
  [
    Path in PublicPath as paths[Path][Lowercase<By>] extends SupportedOperation ? Path : never
  ]: paths[Path][Lowercase<By>];
};

type Json<Content> = Content extends { content: { "application/json": infer Body } } ? Body : undefined;

type CallOptions<Operation> = (Operation extends { parameters: infer Parameters } ? Parameters : never) &
  (Operation extends { requestBody: infer Body } ? { body: Json<Body> } : { body?: never }) & {
    headers?: Record<string, string>;
    signal?: AbortSignal;
  };

type ResponseBody<Operation> = Operation extends { responses: infer All }
  ? Json<All[keyof All & (200 | 201 | 202)]>
  : never;

/** All options of any call. */
type AnyOptions = {
  path?: { id: string } | undefined;
  header?: Record<string, string> | undefined;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
};

/** A full client would take a sixth of a page's JavaScript budget. */
export const api = { GET: caller("GET"), POST: caller("POST") };

function caller<By extends Method>(method: By) {
  return async <Path extends keyof Operations<By> & string>(
    path: Path,
    options: CallOptions<Operations<By>[Path]>,
  ) => {
    const { path: pathParams, header, headers, body, signal }: AnyOptions = options;
    const json = body === undefined ? {} : { "Content-Type": "application/json" };
    const response = await fetch(`/api${path.replace("{id}", encodeURIComponent(pathParams?.id ?? ""))}`, {
      method,
      headers: { ...json, ...header, ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
    const text = await response.text();
    const content: unknown = text && JSON.parse(text);
    return response.ok
      ? { data: content as ResponseBody<Operations<By>[Path]>, response }
      : { error: content, response };
  };
}

/** Returns a problem's code, or that of its first fault. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof ProblemError ? (error.problem.errors?.[0]?.code ?? error.problem.code) : undefined;
}

/** Returns a message in the page's language; the API's own sentences are for developers. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof ProblemError)) {
    reportError(error);
    return t("problem");
  }
  if (error.problem.status === 429) return t("too_many");
  if (error.problem.status === 0 && !navigator.onLine) return t("offline");
  return error.retryable ? t("unreachable") : problemMessage(errorCode(error) ?? "");
}
