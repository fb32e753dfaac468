/** Calls of the shop's API in the name of who is signed in, with its problems as react-admin wants them. */

import { answered, type Problem, ProblemError, type paths, shopClient } from "@3d-things/api";
import type { Client } from "openapi-fetch";
import { HttpError } from "react-admin";
import type { Session } from "./auth";
import { fieldErrors } from "./faults";
import { inWords } from "./problemWords";

export type Api = Client<paths>;

type Translate = Parameters<typeof inWords>[1];

/** The API for a session: it gets the token, learns when the API refuses it, and reads problems in its own language. */
export function staffApi({ token, heard }: Pick<Session, "token" | "heard">, translate: Translate): Api {
  const client = shopClient({ baseUrl: "/api" });
  const told = (problem: Problem, status: number) =>
    Response.json(inWords(problem, translate), { status: status || 503 });
  client.use({
    async onRequest({ request }) {
      try {
        const held = await token();
        if (held) request.headers.set("Authorization", `Bearer ${held}`);
        return request;
      } catch {
        // A token that has ended, and no network to renew it: the call would fail for the same reason.
        return told(UNREACHABLE, 0);
      }
    },
    onError: () => told(UNREACHABLE, 0),
    async onResponse({ response, schemaPath }) {
      // The shop's public pages answer whoever asks, so they say nothing of the token.
      if (schemaPath.startsWith("/admin/")) await heard(response.status);
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
  const is = typeof told === "object" && told !== null && "code" in told;
  return is ? (told as Problem) : { ...UNREACHABLE, status: response.status };
}

type Call<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** What a call answered. A problem becomes an `HttpError`, its faults at the fields that they are about. */
export async function ask<T>(call: Call<T>): Promise<T> {
  return (await askWithVersion(call)).data;
}

/** The same with the version that the answer has. */
export async function askWithVersion<T>(call: Call<T>): Promise<{ data: T; etag: string | undefined }> {
  const { data, headers } = await askWithHeaders(call);
  return { data, etag: headers.get("etag") ?? undefined };
}

/** The same with its headers. */
export async function askWithHeaders<T>(call: Call<T>): Promise<{ data: T; headers: Headers }> {
  try {
    return await answered(call);
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
