/** Calls of the shop's API in the name of who is signed in, with its problems as react-admin wants them. */

import { answered, ProblemError, type paths, shopClient } from "@3d-things/api";
import type { Client } from "openapi-fetch";
import { HttpError } from "react-admin";

export type Api = Client<paths>;

export function staffApi(token: () => Promise<string | undefined>): Api {
  const client = shopClient({ baseUrl: "/api" });
  client.use({
    async onRequest({ request }) {
      const held = await token();
      if (held) request.headers.set("Authorization", `Bearer ${held}`);
      return request;
    },
  });
  return client;
}

/** A version of something, as `ETag` and `If-Match` carry it. */
export type Version = { etag?: string };

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
  const errors = fieldErrors(problem.errors ?? []);
  return new HttpError(problem.detail, problem.status, { ...problem, errors, faults: problem.errors });
}

/**
 * The faults as react-hook-form places them: `/variants/0/value` at `variants.0.value`. What is about no field in
 * particular stands under `root.serverError`, which forms show above everything.
 */
export function fieldErrors(faults: readonly { pointer: string; detail: string }[]): Record<string, unknown> {
  const errors: Record<string, unknown> = {};
  for (const { pointer, detail } of faults) {
    const path = pointer
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (path.length === 0) {
      errors["root"] = { serverError: detail };
      continue;
    }
    let at = errors;
    for (const part of path.slice(0, -1)) {
      if (typeof at[part] !== "object") at[part] = {};
      at = at[part] as Record<string, unknown>;
    }
    at[path.at(-1) ?? ""] = detail;
  }
  return errors;
}
