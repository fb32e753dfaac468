/** Calls the API as the first admin. */

import { createHash, randomBytes } from "node:crypto";
import { shop } from "../support/shop";

type RequestOptions = { body?: unknown; etag?: string };
type ApiResponse<T> = { body: T; etag: string };

export type Staff = <T>(method: string, path: string, ask?: RequestOptions) => Promise<ApiResponse<T>>;

/** Signs in and returns a function that calls the API. */
export async function asAdmin(): Promise<Staff> {
  const token = await idToken();
  return async <T>(method: string, path: string, { body, etag }: RequestOptions = {}) => {
    const headers = {
      Authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(etag === undefined ? {} : { "If-Match": etag }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(shop.api + path, { method, headers, ...sent });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return { body: (await answer.json()) as T, etag: answer.headers.get("etag") ?? "" };
  };
}

/** Returns an order as staff see it; the test declares the fields it reads. */
export async function orderOf<T>(staff: Staff, id: string): Promise<T> {
  return (await staff<T>("GET", `/admin/orders/${id}`)).body;
}

/** Applies a transition to an order at its current version. */
export async function move(staff: Staff, id: string, step: object): Promise<void> {
  const { version } = await orderOf<{ version: number }>(staff, id);
  await staff("POST", `/admin/orders/${id}/transitions`, { body: { ...step, version } });
}

/** Gets an ID token from the hosted sign-in: authorisation code flow with PKCE. */
async function idToken(): Promise<string> {
  const { client_id } = shop as typeof shop & { client_id: string };
  const redirect_uri = `${shop.admin_site}/signed-in`;
  const code_verifier = randomBytes(48).toString("base64url");
  const code_challenge = createHash("sha256").update(code_verifier).digest("base64url");
  const request = { client_id, redirect_uri, response_type: "code", scope: "openid email" };
  const credentials = { username: shop.admin.email, password: shop.admin.password };
  const page = await post("/login", {
    ...request,
    code_challenge,
    code_challenge_method: "S256",
    ...credentials,
  });
  const code = new URL(page.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const grant = { grant_type: "authorization_code", client_id, redirect_uri, code, code_verifier };
  const { id_token } = (await (await post("/oauth2/token", grant)).json()) as { id_token: string };
  return id_token;
}

function post(path: string, form: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams(form);
  return fetch(shop.endpoint + path, { method: "POST", body, redirect: "manual" });
}
