/** Calls of the shop's API in the name of who is signed in, with its problems as react-admin wants them. */

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

/** The API for a session: it gets the token, learns when the API refuses it, and reads problems in its own language. */
export function staffApi(
  { token, heard: onApiStatus }: Pick<Session, "token" | "heard">,
  translate: Translate,
): Api {
  const client = shopClient({ baseUrl: "/api" });
  const told = (problem: Problem, status: number) =>
    Response.json(localizeProblem(problem, translate), { status: status || 503 });
  client.use({
    async onRequest({ request }) {
      try {
        const idToken = await token();
        if (idToken) request.headers.set("Authorization", `Bearer ${idToken}`);
        return request;
      } catch {
        // A token that has ended, and no network to renew it: the call would fail for the same reason.
        return told(UNREACHABLE, 0);
      }
    },
    onError: () => told(UNREACHABLE, 0),
    async onResponse({ response, schemaPath }) {
      // The shop's public pages answer whoever asks, so they say nothing of the token.
      if (schemaPath.startsWith("/admin/")) await onApiStatus(response.status);
      if (response.ok) return undefined;
      return told(await problemOf(response), response.status);
    },
  });
  return client;
}

/** Nobody answered. */
const UNREACHABLE: Problem = {
  type: "about:blank",
  title: "",
  status: 0,
  code: "unreachable",
  detail: "The shop is not responding.",
};

/** The problem that an answer tells; what stands between us and the API answers without one. */
async function problemOf(response: Response): Promise<Problem> {
  const told: unknown = await response.json().catch(() => undefined);
  const isProblem = typeof told === "object" && told !== null && "code" in told;
  return isProblem ? (told as Problem) : { ...UNREACHABLE, status: response.status };
}

type Call<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** What a call answered. A problem becomes an `HttpError`, its faults at the fields that they are about. */
export async function unwrap<T>(call: Call<T>): Promise<T> {
  return (await unwrapWithVersion(call)).data;
}

/** The same with the version that the answer has. */
export async function unwrapWithVersion<T>(call: Call<T>): Promise<{ data: T; etag: string | undefined }> {
  const { data, headers } = await unwrapWithHeaders(call);
  return { data, etag: headers.get("etag") ?? undefined };
}

/** The same with its headers. */
export async function unwrapWithHeaders<T>(call: Call<T>): Promise<{ data: T; headers: Headers }> {
  try {
    return await unwrapResponse(call);
  } catch (error) {
    throw error instanceof ProblemError ? httpError(error) : error;
  }
}

function httpError({ problem }: ProblemError): HttpError {
  const faults = problem.errors ?? [];
  // A form that is told of no error takes itself for saved, and lets its author leave without a warning.
  const errors = fieldErrors(faults.length > 0 ? faults : [{ pointer: "", detail: problem.detail }]);
  return new HttpError(problem.detail, problem.status, { ...problem, errors, faults: problem.errors });
}
