/** API client for signed-in staff. Problems become react-admin's HttpError. */

import {
  type paths,
  type Problem,
  ProblemError,
  shopClient,
  unwrapWithHeaders as unwrapResponse,
} from "@3d-things/api";
import type { Client } from "openapi-fetch";
import { HttpError } from "react-admin";
import type { Session } from "./auth";
import { fieldErrors } from "./faults";
import { localizeProblem } from "./localizeProblem";

export type Api = Client<paths>;

type Translate = Parameters<typeof localizeProblem>[1];

/** Creates the session's client: adds the token, reports statuses and localises problems. */
export function staffApi(
  { token, onApiStatus }: Pick<Session, "token" | "onApiStatus">,
  translate: Translate,
): Api {
  const client = shopClient({ baseUrl: "/api" });
  const problemResponse = (problem: Problem, status: number) =>
    Response.json(localizeProblem(problem, translate), { status: status || 503 });
  client.use({
    async onRequest({ request }) {
      try {
        const idToken = await token();
        if (idToken) request.headers.set("Authorization", `Bearer ${idToken}`);
        return request;
      } catch {
        // The token has expired and cannot be renewed offline: the call would fail for the same reason.
        return problemResponse(UNREACHABLE, 0);
      }
    },
    onError: () => problemResponse(UNREACHABLE, 0),
    async onResponse({ response, schemaPath }) {
      // Public endpoints need no token, so their status says nothing about it.
      if (schemaPath.startsWith("/admin/")) await onApiStatus(response.status);
      if (response.ok) return undefined;
      return problemResponse(await problemOf(response), response.status);
    },
  });
  return client;
}

/** Problem for a request without a response. */
const UNREACHABLE: Problem = {
  type: "about:blank",
  title: "",
  status: 0,
  code: "unreachable",
  detail: "The shop is not responding.",
};

/** Returns the response's problem. Proxies between us and the API return none. */
async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  const isProblem = typeof body === "object" && body !== null && "code" in body;
  return isProblem ? (body as Problem) : { ...UNREACHABLE, status: response.status };
}

type Call<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** Returns a call's data. A problem is thrown as an `HttpError` with its faults by field. */
export async function unwrap<T>(call: Call<T>): Promise<T> {
  return (await unwrapWithVersion(call)).data;
}

/** Like `unwrap`, with the response's version. */
export async function unwrapWithVersion<T>(call: Call<T>): Promise<{ data: T; etag: string | undefined }> {
  const { data, headers } = await unwrapWithHeaders(call);
  return { data, etag: headers.get("etag") ?? undefined };
}

/** Like `unwrap`, with the response's headers. */
export async function unwrapWithHeaders<T>(call: Call<T>): Promise<{ data: T; headers: Headers }> {
  try {
    return await unwrapResponse(call);
  } catch (error) {
    throw error instanceof ProblemError ? httpError(error) : error;
  }
}

function httpError({ problem }: ProblemError): HttpError {
  const faults = problem.errors ?? [];
  // A form without field errors counts as saved and can be left without a warning.
  const errors = fieldErrors(faults.length > 0 ? faults : [{ pointer: "", detail: problem.detail }]);
  return new HttpError(problem.detail, problem.status, { ...problem, errors, faults: problem.errors });
}
